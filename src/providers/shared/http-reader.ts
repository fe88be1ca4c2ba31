import type { HeaderList, Message, Opening, Outcome, ResponseHead } from "../../domain/exchange.ts";
import { isObject, type Json, type JsonObject, type JsonText, parseJson, type ReadJson, readWholeJson } from "../../domain/json.ts";
import type { Origin } from "../../domain/turn.ts";
import type { TurnReader } from "../provider.ts";
import { createDraft, finish, finishWith, problem, turnOf, type Draft } from "./draft.ts";
import { createJoiner, type Joined } from "./joined.ts";
import { dataOf, eventsOf } from "./server-sent.ts";
import { errorOfAnswer } from "./upstream-error.ts";

/** How a protocol that asks with one HTTP body is read. Times are milliseconds since the exchange started. */
export interface HttpProtocol {
  readonly id: string;
  /** The model that is asked, where the request's head names it. */
  readonly model?: string;
  /** Who asks, as far as the request's headers say it. */
  origin(headers: HeaderList): Origin;
  /** What is asked. */
  ask(draft: Draft, ask: JsonObject): void;
  /** An answer that came as one JSON body, with a status below 400. */
  answer(draft: Draft, body: Json, at: number): void;
  /** One server-sent event. Finishes the turn when it is the last. */
  event(draft: Draft, event: JsonObject, at: number): void;
  /** The stream ended without a last event: is the answer complete all the same? */
  complete(draft: Draft): boolean;
}

/** The one turn of an HTTP exchange, and what must be known of the exchange to read on. */
interface Reading {
  readonly protocol: HttpProtocol;
  readonly readJson: ReadJson;
  readonly draft: Draft;
  head?: ResponseHead;
  asked: boolean;
}

/** Reads the one turn of an HTTP exchange: a body asks, a body or server-sent events answer. */
export function createHttpReader(protocol: HttpProtocol, opening: Opening, readJson: ReadJson = readWholeJson): TurnReader {
  const draft = createDraft(protocol.id, opening, 0, 0);
  draft.model = protocol.model ?? "";
  draft.origin = protocol.origin(opening.request.headers);
  const reading: Reading = { protocol, readJson, draft, asked: false };
  const join = createJoiner();
  return {
    take(event) {
      if (event.type === "answered") readHead(reading, event.response);
      else if (event.type === "ended") readOutcome(reading, event.outcome, event.at);
      else readMessage(reading, event.message, join(event.message));
    },
    turns: (from = 0) => (from === 0 && (reading.asked || reading.head !== undefined || draft.endedAt !== undefined) ? [turnOf(draft)] : []),
    // With its only turn the exchange ends, and the reader goes.
    forget() {},
  };
}

function readHead(reading: Reading, head: ResponseHead): void {
  reading.head = head;
  reading.draft.status = head.status;
}

function readMessage(reading: Reading, { from, kind, at }: Message, joined: Joined | undefined): void {
  if (joined === undefined) return;
  if (from === "client") reading.asked = true;
  if ("problem" in joined) problem(reading.draft, joined.problem);
  else if ("bytes" in joined) readAsk(reading, joined.bytes, at);
  else if (from === "client") readAsk(reading, joined.text, at);
  else if (kind === "event") readEvent(reading, joined.text, at);
  else readAnswer(reading, joined.text, at);
}

function readAsk({ protocol, readJson, draft }: Reading, text: JsonText, at: number): void {
  draft.askedAt = at;
  const value = readJson(text);
  if (isObject(value)) protocol.ask(draft, value);
  else problem(draft, "The ask is not a JSON object.");
}

function readEvent({ protocol, draft }: Reading, text: string, at: number): void {
  const data = dataOf(text);
  if (data === "" || data === "[DONE]") return;
  const value = parseJson(data);
  if (isObject(value)) protocol.event(draft, value, at);
  else problem(draft, `An event of the answer is not a JSON object: ${data.slice(0, 80)}`);
}

function readAnswer(reading: Reading, text: string, at: number): void {
  const { protocol, draft, head } = reading;
  const events = eventsOf(text);
  if (events !== undefined) return events.forEach((one) => readEvent(reading, one, at));
  const body = parseJson(text);
  if (head !== undefined && head.status >= 400) finish(draft, "failed", at, errorOfAnswer(head, body, text));
  else if (body === undefined) problem(draft, "The answer is not JSON.");
  else protocol.answer(draft, body, at);
}

function readOutcome({ protocol, draft, head, asked }: Reading, outcome: Outcome, at: number): void {
  if (!asked) problem(draft, "The ask never came whole.");
  const refused = head !== undefined && head.status >= 400;
  if (outcome.type === "completed" && refused) finish(draft, "failed", at, errorOfAnswer(head, undefined, ""));
  else if (outcome.type === "completed" && protocol.complete(draft)) finish(draft, "completed", at);
  else finishWith(draft, outcome, at);
}
