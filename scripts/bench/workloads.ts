import type { Workload } from "./workload.ts";
import { fullSpeedEvents } from "./workloads/full-speed-events.ts";
import { largeBodies } from "./workloads/large-bodies.ts";
import { pacedEvents } from "./workloads/paced-events.ts";
import { recordedAsks } from "./workloads/recorded-asks.ts";
import { recordedTurns } from "./workloads/recorded-turns.ts";
import { session } from "./workloads/session.ts";
import { smallJson } from "./workloads/small-json.ts";
import { webSocketAnswers } from "./workloads/web-socket-answers.ts";
import { webSocketMessages } from "./workloads/web-socket.ts";

/** What proxies are measured with, in the order in which it runs. */
export const proxyWorkloads: readonly Workload[] = [
  smallJson(1),
  smallJson(16),
  largeBodies,
  pacedEvents,
  fullSpeedEvents("stream", 1),
  fullSpeedEvents("stream-10", 10),
  webSocketAnswers("ws-stream-200", 200, 500),
  webSocketAnswers("ws-stream-8k", 8192, 100),
  webSocketMessages("ws-echo-200", 200),
  webSocketMessages("ws-echo-8k", 8192),
  session,
];

/** What replays are measured with. */
export const replayWorkloads: readonly Workload[] = [...recordedAsks, recordedTurns];
