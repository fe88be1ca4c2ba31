import type { Slice } from "./figures.ts";
import type { Workload } from "./workload.ts";
import { proxyWorkloads, replayWorkloads } from "./workloads.ts";

// The load generator, a process of its own: does one slice of a workload for each message, and answers with its figures.

export interface LoadOrder {
  readonly workload: string;
  readonly origin: string;
  readonly ms: number;
}

export type LoadReport = { readonly slice: Slice } | { readonly error: string };

const run = createRunner();
process.on("message", (order: LoadOrder) => void report(order));
process.on("disconnect", () => process.exit());

async function report(order: LoadOrder): Promise<void> {
  const told = await run(order).then(
    (slice): LoadReport => ({ slice }),
    (error: unknown): LoadReport => ({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
  process.send?.(told);
}

/** Does slices; the data of a workload is made when it is first asked for. */
function createRunner(): (order: LoadOrder) => Promise<Slice> {
  const prepared = new Map<string, ReturnType<Workload["prepare"]>>();
  return async ({ workload, origin, ms }) => {
    const known = [...proxyWorkloads, ...replayWorkloads].find(({ name }) => name === workload);
    if (known === undefined) throw new Error(`no workload is named ${workload}`);
    const slice = prepared.get(workload) ?? known.prepare();
    prepared.set(workload, slice);
    return slice(origin, ms);
  };
}
