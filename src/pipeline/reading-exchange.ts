import type { Closing, ExchangeEvent, HeaderList, Message, Opening, Outcome, Side } from "../domain/exchange.ts";
import { numberAt, parseJson, textAt } from "../domain/json.ts";
import { createBodyReader, type Emit, type SideReader } from "./reading-body.ts";
import type { EmitRun } from "./reading-runs.ts";
import { agreedOnDeflate, createSocketReader } from "./reading-websocket.ts";
import type { Observation } from "./recorder.ts";
import type { Rooms } from "./rooms.ts";

/** Reads one exchange. A returned promise means: wait before the next call. */
export interface ExchangeReading {
  take(observation: Exclude<Observation, { type: "opened" }>): void | Promise<void>;
  /** `at`: milliseconds since the exchange started. */
  tick(at: number): void;
}

/** Turns the observations of one exchange into its events. `opened` is given at once. */
export function createExchangeReading(opening: Opening, rooms: Rooms, onEvent: (event: ExchangeEvent) => void): ExchangeReading {
  const { id } = opening;
  const sides: Record<Side, SideReader> = {
    client: bodyOf("client", opening.request.headers),
    upstream: SILENT,
  };
  let closing: Closing | undefined;
  onEvent({ type: "opened", opening });

  function emitFrom(from: Side): Emit {
    return (kind, payload, at, form) => {
      const message: Message = { from, at, kind, payload, ...(form && { [form]: true }) };
      if (kind === "close") closing ??= closingOf(message);
      onEvent({ type: "message", id, message });
    };
  }

  function emitRunFrom(from: Side): EmitRun {
    return (kind, payload, ends, at) => onEvent({ type: "messages", id, run: { from, at, kind, payload, ends } });
  }

  function bodyOf(from: Side, headers: HeaderList): SideReader {
    return createBodyReader(from, headers, rooms, emitFrom(from), emitRunFrom(from));
  }

  function socketOf(from: Side, answer: HeaderList): SideReader {
    return createSocketReader(agreedOnDeflate(answer), rooms, emitFrom(from), emitRunFrom(from));
  }

  function answered({ at, response }: Extract<Observation, { type: "answered" }>): void | Promise<void> {
    onEvent({ type: "answered", id, at, response });
    const upgraded = opening.transport === "websocket" && response.status === 101;
    if (!upgraded) {
      return afterEnds([sides.upstream.end(at)], () => {
        sides.upstream = bodyOf("upstream", response.headers);
      });
    }
    return afterEnds([sides.client.end(at), sides.upstream.end(at)], () => {
      sides.client = socketOf("client", response.headers);
      sides.upstream = socketOf("upstream", response.headers);
    });
  }

  function ended({ at, outcome, trailers }: Extract<Observation, { type: "ended" }>): void | Promise<void> {
    return afterEnds([sides.client.end(at), sides.upstream.end(at)], () => {
      onEvent({ type: "ended", id, at, outcome: withClosing(outcome, closing), ...(trailers && { trailers }) });
    });
  }

  return {
    take(observation) {
      switch (observation.type) {
        case "answered":
          return answered(observation);
        case "bytes":
          return sides[observation.from].take(observation.bytes, observation.at);
        case "finished":
          return sides[observation.from].end(observation.at);
        case "ended":
          return ended(observation);
      }
    },
    tick(at) {
      sides.client.tick(at);
      sides.upstream.tick(at);
    },
  };
}

/** The upstream before its answer: it has not said anything. */
const SILENT: SideReader = { take: () => undefined, tick: () => undefined, end: () => undefined };

/** Goes on when the sides have given what they had: at once, when none of them has to wait for a decoder. */
function afterEnds(ends: readonly (void | Promise<void>)[], next: () => void): void | Promise<void> {
  const waiting = ends.filter((end) => end !== undefined);
  return waiting.length > 0 ? afterAll(waiting, next) : next();
}

async function afterAll(waiting: readonly Promise<void>[], next: () => void): Promise<void> {
  await Promise.all(waiting);
  next();
}

/** The relay only sees connections end; with a close frame before it, that end was agreed on (RFC 6455, 7.1.4). */
function withClosing(outcome: Outcome, closing: Closing | undefined): Outcome {
  const ended = outcome.type === "completed" || outcome.type === "cut" || outcome.type === "aborted";
  return closing && ended ? { type: "completed", closing } : outcome;
}

function closingOf({ from, payload }: Message): Closing {
  const value = typeof payload === "string" ? parseJson(payload) : undefined;
  return { by: from, code: numberAt(value, "code") ?? 1005, reason: textAt(value, "reason") ?? "" };
}
