import type { Workload } from "./workload.ts";
import { fullSpeedEvents } from "./workloads/full-speed-events.ts";
import { largeBodies } from "./workloads/large-bodies.ts";
import { pacedEvents } from "./workloads/paced-events.ts";
import { session } from "./workloads/session.ts";
import { smallJson } from "./workloads/small-json.ts";
import { webSocketMessages } from "./workloads/web-socket.ts";

/** Every kind of traffic, in the order in which they run. */
export const workloads: readonly Workload[] = [
  smallJson(1),
  smallJson(16),
  largeBodies,
  pacedEvents,
  fullSpeedEvents,
  webSocketMessages("ws-200", 200),
  webSocketMessages("ws-8k", 8192),
  session,
];
