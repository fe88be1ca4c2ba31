import type { Exchange, Header, Message, Opening, Outcome, RequestHead, ResponseHead, Transport } from "../../src/domain/exchange.ts";
import { applyEvent } from "../../src/domain/exchange.ts";
import { textAt, type Json } from "../../src/domain/json.ts";
import type { Turn } from "../../src/domain/turn.ts";
import type { TurnEvent } from "../../src/providers/provider.ts";
import { providerOf } from "../../src/providers/registry.ts";

// Exchanges for tests, as the observer makes them out of what agents and APIs say. All are invented.



/** An exchange as it happens: how it began, and everything after. */
export interface Story {
  readonly opening: Opening;
  readonly events: readonly TurnEvent[];
}

export interface HttpStory {
  readonly path: string;
  readonly headers?: readonly Header[];
  readonly ask: Json | string;
  readonly status?: number;
  readonly answerHeaders?: readonly Header[];
  /** A JSON value, or the text of a body. */
  readonly body?: Json;
  /** Server-sent events: their data; a string is the whole event as it stands on the wire. */
  readonly stream?: readonly (Json | string)[];
  readonly outcome?: Outcome;
}

const COMPLETED: Outcome = { type: "completed" };

/** An HTTP exchange: asked at 10 ms, answered at 20 ms, one event each 10 ms from 30 ms on. */
export function http({ path, headers = [], ask, status = 200, answerHeaders = [], body, stream = [], outcome = COMPLETED }: HttpStory): Story {
  const opening = openingOf("http", { method: "POST", path, headers, upgrade: false });
  const answers: Message[] = stream.map((data, n) => ({ from: "upstream", at: 30 + 10 * n, kind: "event", payload: eventText(data) }));
  if (body !== undefined) answers.push({ from: "upstream", at: 30, kind: "body", payload: typeof body === "string" ? body : JSON.stringify(body) });
  const asked: Message = { from: "client", at: 10, kind: "body", payload: typeof ask === "string" ? ask : JSON.stringify(ask) };
  return {
    opening,
    events: [message(opening, asked), answered(opening, { status, statusText: "", headers: answerHeaders }), ...answers.map((one) => message(opening, one)), ended(opening, 1000, outcome)],
  };
}

export interface SocketStory {
  readonly path?: string;
  readonly headers?: readonly Header[];
  readonly status?: number;
  /** In order: what the client says, and what the upstream says. */
  readonly said: readonly (readonly ["client" | "upstream", Json | string])[];
  /** Absent while the connection is open. */
  readonly outcome?: Outcome;
}

/** A WebSocket: upgraded at 5 ms, one message each 10 ms from 10 ms on. */
export function socket({ path = "/v1/responses", headers = [], status = 101, said, outcome }: SocketStory): Story {
  const opening = openingOf("websocket", { method: "GET", path, headers, upgrade: true });
  const messages = said.map(([from, value], n): Message => ({ from, at: 10 + 10 * n, kind: "text", payload: typeof value === "string" ? value : JSON.stringify(value) }));
  return {
    opening,
    events: [
      { type: "answered", id: opening.id, at: 5, response: { status, statusText: "", headers: [] } },
      ...messages.map((one) => message(opening, one)),
      ...(outcome ? [ended(opening, 1000, outcome)] : []),
    ],
  };
}

/** A FIN without a close frame, as Codex leaves. */
export const FIN: Outcome = { type: "completed", closing: { by: "client", code: 1006, reason: "" } };

/** The turns that the provider who claims it reads out of a story. */
export function turnsOf({ opening, events }: Story): readonly Turn[] {
  const reader = providerOf(opening.request)?.reader(opening);
  for (const event of events) reader?.take(event);
  return reader?.turns() ?? [];
}

/** The one turn of a story. Throws when there is another number of turns. */
export function turnOf(story: Story): Turn {
  const turns = turnsOf(story);
  const [turn] = turns;
  if (turn === undefined || turns.length > 1) throw new Error(`expected one turn, not ${turns.length}`);
  return turn;
}

/** A story as the journal gives it back. */
export function exchangeOf({ opening, events }: Story): Exchange {
  return events.reduce<Exchange>(applyEvent, { ...opening, messages: [] });
}

function openingOf(transport: Transport, request: RequestHead): Opening {
  return {
    id: "018f0000-0000-7000-8000-000000000001",
    provider: providerOf(request)?.id ?? "unknown",
    transport,
    startedAt: 1_700_000_000_000,
    request,
    upstream: "",
  };
}

function eventText(data: Json | string): string {
  if (typeof data === "string") return data;
  const type = textAt(data, "type");
  return `${type === undefined ? "" : `event: ${type}\n`}data: ${JSON.stringify(data)}\n\n`;
}

function message({ id }: Opening, one: Message): TurnEvent {
  return { type: "message", id, message: one };
}

function answered({ id }: Opening, response: ResponseHead): TurnEvent {
  return { type: "answered", id, at: 20, response };
}

function ended({ id }: Opening, at: number, outcome: Outcome): TurnEvent {
  return { type: "ended", id, at, outcome };
}
