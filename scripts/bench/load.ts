import type { Slice } from "./figures.ts";
import { proxyWorkloads, replayWorkloads } from "./workloads.ts";

// The load generator, a process of its own: does one slice of a workload for each message, and answers with its figures.

export interface LoadOrder {
  readonly workload: string;
  readonly origin: string;
  readonly ms: number;
}

export type LoadReport = { readonly slice: Slice } | { readonly error: string };

const prepared = new Map<string, (origin: string, ms: number) => Promise<Slice>>();

process.on("message", async (order: LoadOrder) => {
  const report = await run(order).then(
    (slice): LoadReport => ({ slice }),
    (error: unknown): LoadReport => ({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
  process.send?.(report);
});
process.on("disconnect", () => process.exit());

async function run({ workload, origin, ms }: LoadOrder): Promise<Slice> {
  const known = [...proxyWorkloads, ...replayWorkloads].find(({ name }) => name === workload);
  if (known === undefined) throw new Error(`no workload is named ${workload}`);
  const slice = prepared.get(workload) ?? known.prepare();
  prepared.set(workload, slice);
  return slice(origin, ms);
}
