import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { until } from "../../../test/support/until.ts";
import type { RunningTarget } from "../target.ts";

/** Starts a proxy that was told its port, and waits until it takes connections. */
export async function startListening(command: readonly [file: string, ...args: string[]], port: number, folder: string): Promise<RunningTarget> {
  const [file, ...args] = command;
  const child = spawn(file, args, { cwd: folder, env: { ...process.env, HOME: folder }, stdio: ["ignore", "ignore", "inherit"] });
  const ended = once(child, "exit");
  await Promise.race([
    until(`${file} listens`, () => connects(port), 30_000),
    ended.then(([code]) => Promise.reject(new Error(`${file} ended with ${String(code)}`))),
  ]);
  return {
    origin: `http://127.0.0.1:${port}`,
    pid: child.pid ?? -1,
    async close() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function connects(port: number): Promise<true | undefined> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}
