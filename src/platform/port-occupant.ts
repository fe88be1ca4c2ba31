import { execFile } from "node:child_process";
import { readdir, readFile, readlink } from "node:fs/promises";
import { promisify } from "node:util";

/** The program that listens on a port. */
export interface Occupant {
  readonly pid: number;
  readonly name: string;
}

/** Who listens on a TCP port of this machine, as far as the system tells this user; undefined when it does not. Never rejects. */
export async function portOccupant(port: number, platform: NodeJS.Platform = process.platform): Promise<Occupant | undefined> {
  try {
    if (platform === "linux") return await linuxOccupant(port);
    if (platform === "win32") return undefined;
    const { stdout } = await promisify(execFile)("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"], { timeout: 2_000 });
    const [, pid = ""] = /^p(\d+)$/m.exec(stdout) ?? [];
    const [, name = ""] = /^c(.+)$/m.exec(stdout) ?? [];
    return pid && name ? { pid: Number(pid), name } : undefined;
  } catch {
    // No lsof, or not ours to see: the port is taken all the same, only its holder stays unnamed.
    return undefined;
  }
}

/** Listening sockets stand in /proc/net/tcp with their inode (proc(5)); a process holds it as a descriptor. */
async function linuxOccupant(port: number): Promise<Occupant | undefined> {
  const inodes = (await Promise.all([listeningInodes("/proc/net/tcp", port), listeningInodes("/proc/net/tcp6", port)])).flat();
  if (inodes.length === 0) return undefined;
  const wanted = new Set(inodes.map((inode) => `socket:[${inode}]`));
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    if (!(await holdsOne(pid, wanted))) continue;
    return { pid: Number(pid), name: (await readFile(`/proc/${pid}/comm`, "utf8")).trim() };
  }
  return undefined;
}

const LISTEN = "0A";

async function listeningInodes(file: string, port: number): Promise<readonly string[]> {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const rows = (await readFile(file, "utf8").catch(() => "")).split("\n").map((line) => line.trim().split(/\s+/));
  return rows.filter((row) => row[1]?.endsWith(`:${hex}`) && row[3] === LISTEN).map((row) => row[9] ?? "");
}

async function holdsOne(pid: string, wanted: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  // Another user's process cannot be looked into, and one that has just ended is no holder.
  const names = await readdir(folder).catch(() => []);
  const links = await Promise.all(names.map((name) => readlink(`${folder}/${name}`).catch(() => "")));
  return links.some((link) => wanted.has(link));
}
