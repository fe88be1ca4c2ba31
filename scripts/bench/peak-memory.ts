import { readFileSync } from "node:fs";
import { peakMemory } from "../../test/support/peak-memory.ts";

/** The most memory that a process and each of its children held at once, added up, in MB; undefined where the system does not tell. */
export function peakMemoryOfAll(pid: number): number | undefined {
  const own = peakMemory(pid);
  if (own === undefined) return undefined;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean);
  return children.reduce((sum, child) => sum + (peakMemoryOfAll(Number(child)) ?? 0), own);
}
