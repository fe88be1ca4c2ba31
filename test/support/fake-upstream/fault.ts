/** What goes wrong with one answer. `after` counts events, from 0: that many are sent before it happens. */
export type Fault =
  /** This status instead of an answer; on an open WebSocket, an `error` event that names it. */
  | { readonly type: "status"; readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** The connection is reset before anything is said. */
  | { readonly type: "reset" }
  /** Nothing is ever said. */
  | { readonly type: "stall" }
  /** The connection is reset in the middle. */
  | { readonly type: "cut"; readonly after: number }
  /** A clean end of the connection or the body, but too early. */
  | { readonly type: "end"; readonly after: number }
  /** A WebSocket is closed in the middle. */
  | { readonly type: "close"; readonly after: number; readonly code: number; readonly reason: string }
  /** On a WebSocket, the model's answer fails in the middle; the socket stays open. */
  | { readonly type: "failed"; readonly after: number; readonly code: string };

/** Faults by occasion, each used once and in order; `undefined` lets one pass. */
export interface FaultPlan {
  /** Requests to a model over HTTP. */
  readonly http?: readonly (Fault | undefined)[];
  /** Handshakes of WebSockets. */
  readonly upgrade?: readonly (Fault | undefined)[];
  /** Asks on WebSockets. */
  readonly message?: readonly (Fault | undefined)[];
}

/** Takes the next fault of an occasion. */
export type NextFault = (occasion: keyof FaultPlan) => Fault | undefined;

export function faultsOf(plan: FaultPlan): NextFault {
  const taken = { http: 0, upgrade: 0, message: 0 };
  return (occasion) => plan[occasion]?.[taken[occasion]++];
}

/** How many events go out before a fault ends the answer; all of them without one. */
export function eventsBefore(fault: Fault | undefined, all: number): number {
  return fault && "after" in fault ? Math.min(fault.after, all) : all;
}
