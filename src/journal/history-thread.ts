import type { History } from "./history.ts";
import type { StartThread } from "./thread-port.ts";

/** The same answers as `openHistory`, worked out on a thread of its own so that the caller's event loop is never held up. */
export function createThreadHistory(options: { readonly home: string; readonly startThread: StartThread }): History {
  throw new Error(options.home);
}
