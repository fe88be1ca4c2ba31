import { addedLatency, comparedToDirect, latencyRatio, type Results, throughputRatio, wallTimeRatio } from "./results.ts";

/** A figure that ccxray must reach. */
export interface Floor {
  readonly name: string;
  /** `at least` or `at most`, with the number and its unit. */
  readonly bound: "at least" | "at most";
  readonly limit: number;
  readonly unit: string;
  /** Undefined when this run did not measure it. */
  readonly measured: number | undefined;
}

/** Every floor, with what a run measured through `target`. */
export function floorsOf(results: Results, target = "ccxray"): readonly Floor[] {
  const against = (workload: string, compare: Parameters<typeof comparedToDirect>[3]): number | undefined => comparedToDirect(results, workload, target, compare);
  return [
    atLeast("small JSON, 16 clients: throughput", 0.12, "of direct", against("json-16", throughputRatio)),
    atMost("small JSON, 1 client: p50", 3, "× direct", against("json-1", latencyRatio)),
    atLeast("2 MB bodies: throughput", 0.4, "of direct", against("bodies", throughputRatio)),
    atMost("paced SSE: added to an event, p50", 0.3, "ms", against("paced", addedLatency)),
    atLeast("full-speed SSE: throughput", 0.7, "of direct", against("stream", throughputRatio)),
    atLeast("WebSocket, 200 B: messages", 0.5, "of direct", against("ws-200", throughputRatio)),
    atLeast("WebSocket, 8 KB: messages", 0.5, "of direct", against("ws-8k", throughputRatio)),
    atMost("session: wall time", 1.5, "× direct", against("session", wallTimeRatio)),
    atMost("session: on disk", 3, "MB", results.sessionDisk[target]),
    atMost("peak memory of the run", 180, "MB", results.peakMemory[target]),
  ];
}

export function isReached({ bound, limit, measured }: Floor): boolean | undefined {
  if (measured === undefined) return undefined;
  return bound === "at least" ? measured >= limit : measured <= limit;
}

function atLeast(name: string, limit: number, unit: string, measured: number | undefined): Floor {
  return { name, bound: "at least", limit, unit, measured };
}

function atMost(name: string, limit: number, unit: string, measured: number | undefined): Floor {
  return { name, bound: "at most", limit, unit, measured };
}
