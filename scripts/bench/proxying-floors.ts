import { atLeast, atMost, type Floor } from "./floors.ts";
import { addedLatency, compared, latencyRatio, type Results, throughputRatio, wallTimeRatio } from "./results.ts";

/**
 * What `target` must reach as a proxy, with what a run measured. Where the same traffic can be made in several ways, each of them
 * has the floor: which one is measured must not decide whether it is reached.
 */
export function proxyingFloors(results: Results, target = "ccxray"): readonly Floor[] {
  const against = (workload: string, compare: Parameters<typeof compared>[3]): number | undefined => compared(results, workload, { target, baseline: "direct" }, compare);
  return [
    atLeast("small JSON, 16 clients: throughput", 0.12, "of direct", against("json-16", throughputRatio)),
    atMost("small JSON, 1 client: p50", 3, "× direct", against("json-1", latencyRatio)),
    atLeast("2 MB bodies: throughput", 0.4, "of direct", against("bodies", throughputRatio)),
    atMost("paced SSE: added to an event, p50", 0.3, "ms", against("paced", addedLatency)),
    atLeast("full-speed SSE, 10 events at once: throughput", 0.7, "of direct", against("stream-10", throughputRatio)),
    atLeast("full-speed SSE, each event by itself: throughput", 0.7, "of direct", against("stream", throughputRatio)),
    atLeast("WebSocket, answers in messages of 200 B", 0.5, "of direct", against("ws-stream-200", throughputRatio)),
    atLeast("WebSocket, answers in messages of 8 KB", 0.5, "of direct", against("ws-stream-8k", throughputRatio)),
    atLeast("WebSocket, echo of 200 B", 0.5, "of direct", against("ws-echo-200", throughputRatio)),
    atLeast("WebSocket, echo of 8 KB", 0.5, "of direct", against("ws-echo-8k", throughputRatio)),
    atMost("session: wall time", 1.5, "× direct", against("session", wallTimeRatio)),
    atMost("session: on disk", 3, "MB", results.sessionDisk[target]),
    atMost("peak memory of the run", 180, "MB", results.peakMemory[target]),
  ];
}
