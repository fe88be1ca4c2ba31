import type { ExchangeEvent } from "../domain/exchange.ts";
import type { Redacted } from "../domain/redacted.ts";
import { createReading } from "./reading.ts";
import type { Recorder } from "./recorder.ts";
import type { Redactor } from "./redact.ts";
import type { Rooms } from "./rooms.ts";
import type { Sink } from "./sink.ts";

/** A recorder whose owner tells it the time. */
export interface InlineRecorder extends Recorder {
  /** Gives incomplete messages that are older than a second to the sinks. `now`: Unix time in milliseconds. Call it twice a second. */
  flush(now: number): void;
  /** Resolves when everything observed so far was given to the sinks. */
  settled(): Promise<void>;
}

export interface InlineRecorderOptions {
  readonly redactor: Redactor;
  readonly sinks: readonly Sink[];
  /** Where long texts are put together and lent from: who has the same keeps them without a copy. */
  readonly rooms?: Rooms | undefined;
  /** Told of an event that could not be redacted (it is left out), and of the first failure of each sink. */
  readonly onProblem?: (error: unknown) => void;
}

/**
 * Reads, redacts and hands out on this thread. It is never behind: `observe` returns when the work is done, or waits for a decoder only.
 * Bytes must stay what they are until everything is settled.
 */
export function createRecorder({ redactor, sinks, rooms, onProblem = () => {} }: InlineRecorderOptions): InlineRecorder {
  const reported = new Set<Sink>();
  const reading = createReading({ rooms, onEvent });

  function onEvent(event: ExchangeEvent): void {
    const redacted = redactedOf(event);
    if (redacted) for (const sink of sinks) give(redacted, sink);
  }

  function redactedOf(event: ExchangeEvent): Redacted<ExchangeEvent> | undefined {
    try {
      return redactor.event(event);
    } catch (error) {
      onProblem(error);
      return undefined;
    }
  }

  function give(event: Redacted<ExchangeEvent>, sink: Sink): void {
    try {
      sink.accept(event);
    } catch (error) {
      if (!reported.has(sink)) onProblem(error);
      reported.add(sink);
    }
  }

  return {
    observe: (observation) => reading.take(observation),
    behind: false,
    drained: (callback) => callback(),
    flush: (now) => reading.flush(now),
    settled: () => reading.settled(),
    async close() {
      await reading.settled();
      const closed = await Promise.allSettled(sinks.map((sink) => sink.close()));
      for (const result of closed) if (result.status === "rejected") onProblem(result.reason);
    },
  };
}
