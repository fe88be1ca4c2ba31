import type { Outcome, Side } from "../domain/exchange.ts";
import { type Connection, reset } from "./break-off.ts";
import type { Observer } from "./observer.ts";
import { takeEach } from "../platform/steady-reads.ts";
import { createPace } from "./pace.ts";
import type { Recorder } from "./recorder.ts";

export interface Splice {
  readonly client: Connection;
  readonly upstream: Connection;
  readonly observer: Observer;
  readonly recorder: Recorder;
  /** Called for every piece that passes, to put off the idle limit. */
  onTraffic(): void;
  /** Called when one side has said all it will say. */
  onHalfClosed(): void;
}

/**
 * Joins two sockets and notes a copy of what passes. Only bytes are moved, so pings, extensions, masks,
 * close codes and reasons stay what they were, and TCP's own backpressure bounds the memory.
 */
export function splice({ client, upstream, observer, recorder, onTraffic, onHalfClosed }: Splice): void {
  let first: { readonly side: Side; readonly broken: boolean } | undefined;

  const join = (from: Connection, to: Connection, side: Side): void => {
    const onward = createPace(recorder, () => !to.writableNeedDrain, () => from.resume());
    takeEach(from, (chunk) => {
      onTraffic();
      observer.bytes(side, chunk);
      if (!to.write(chunk) || recorder.behind) from.pause();
      if (recorder.behind) onward();
    }, () => to.writableLength > 0);
    to.on("drain", onward);
    from.on("end", () => {
      first ??= { side, broken: false };
      onHalfClosed();
      to.end();
    });
    from.on("error", () => {
      first ??= { side, broken: true };
      reset(to);
    });
    // Whoever read the head may have paused it.
    from.resume();
    // Deno does not carry a close over a pipe: by hand, or its server never ends.
    from.on("close", () => {
      first ??= { side, broken: true };
      if (!to.writableFinished) to.end();
      to.destroySoon?.();
      if (client.closed && upstream.closed) observer.end(outcomeOf(first));
    });
  };

  join(client, upstream, "client");
  join(upstream, client, "upstream");
}

/** The relay sees only who ended first and how; whoever reads the frames knows whether a close frame came before. */
function outcomeOf(first: { readonly side: Side; readonly broken: boolean }): Outcome {
  if (first.side === "upstream") return { type: "cut", message: "the upstream ended the connection" };
  return first.broken ? { type: "aborted" } : { type: "completed" };
}
