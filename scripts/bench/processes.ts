import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Slice } from "./figures.ts";
import type { LoadOrder, LoadReport } from "./load.ts";

/** The upstream, in its own process. */
export interface UpstreamProcess {
  readonly origin: string;
  close(): void;
}

export async function startUpstream(args: readonly string[]): Promise<UpstreamProcess> {
  const child = fork(fileURLToPath(import.meta.resolve("./upstream.ts")), args, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const port = await listenTo<number>(child, "the upstream")();
  return { origin: `http://127.0.0.1:${port}`, close: () => child.disconnect() };
}

/** The load generator, in its own process. */
export interface LoadProcess {
  run(order: LoadOrder): Promise<Slice>;
  close(): void;
}

export function startLoad(): LoadProcess {
  const child = fork(fileURLToPath(import.meta.resolve("./load.ts")), [], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const nextReport = listenTo<LoadReport>(child, "the load generator");
  return {
    async run(order) {
      child.send(order);
      const report = await nextReport();
      if ("error" in report) throw new Error(`${order.workload} at ${order.origin}: ${report.error}`);
      return report.slice;
    },
    close: () => child.disconnect(),
  };
}

/** Each call resolves to the next message of a child; rejects when it ends instead. */
function listenTo<Message>(child: ChildProcess, who: string): () => Promise<Message> {
  let waiting = Promise.withResolvers<Message>();
  child.on("message", (message) => waiting.resolve(message as Message));
  child.on("exit", (code, signal) => waiting.reject(new Error(`${who} ended with ${code ?? signal}`)));
  return () => {
    waiting = Promise.withResolvers<Message>();
    return waiting.promise;
  };
}
