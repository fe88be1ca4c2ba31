import { readFileSync } from "node:fs";

/** The most memory that a process has held at once, in MB; 0 where the system does not tell (beyond Linux). */
export function peakMemory(pid: number): number {
  if (process.platform !== "linux") return 0;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1024;
}
