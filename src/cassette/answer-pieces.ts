import type { Carrier } from "../domain/ask.ts";
import type { HeaderList, ResponseHead } from "../domain/exchange.ts";
import { withoutHopByHop } from "../domain/headers.ts";
import { type Json, textAt } from "../domain/json.ts";
import type { CassetteMessage } from "./cassette.ts";
import { fromSlots, type Place } from "./place.ts";
import { answerValue, knowledgeOf, type RecordedAnswer, type RecordedAsk } from "./recorded-ask.ts";

/** One write of an answer: when it came, in milliseconds since the ask, and what it says today. */
export interface Piece {
  readonly at: number;
  readonly payload: string | Uint8Array;
}

/** The pieces of a recorded answer for a client that wants it on this carrier; undefined when it cannot be said there. */
export function piecesFor(recorded: RecordedAsk, wanted: Carrier, place: Place): readonly Piece[] | undefined {
  const { answer } = recorded;
  if (fits(answer, wanted)) return answer.messages.map((message) => pieceOf(message, answer.askedAt, place));
  if (answer.carrier === "bytes") return undefined;
  const converted = knowledgeOf(recorded.provider).convert(answer.messages.map(answerValue), answer.carrier, wanted);
  return converted?.map((value, i) => ({
    // Where the form keeps the count of messages it keeps their times, too.
    at: (answer.messages[i] ?? answer.messages.at(-1))?.at ?? answer.headAt - answer.askedAt,
    payload: fromSlots(wordsOf(value, wanted), place),
  }));
}

/** A piece as it is written. */
export function bytesOf(piece: Piece | undefined): Uint8Array {
  if (!piece) return new Uint8Array();
  return typeof piece.payload === "string" ? Buffer.from(piece.payload) : piece.payload;
}

/** The head that goes with an answer over HTTP, in the form wanted: without what belonged to the recorded connection. */
export function headFor({ answer }: RecordedAsk, wanted: Carrier, body: Uint8Array | undefined): ResponseHead {
  const over = answer.head && answer.head.status !== 101 ? answer.head : undefined;
  const kept = withoutHopByHop(over?.headers ?? []).filter(([name]) => !REMADE.has(name.toLowerCase()));
  const headers = fits(answer, wanted) ? kept : [...kept.filter(([name]) => name.toLowerCase() !== "content-type"), typeOf(wanted)];
  return {
    status: over?.status ?? 200,
    statusText: over?.statusText ?? "OK",
    headers: body ? [...headers, ["content-length", String(body.length)]] : headers,
  };
}

/** Headers that describe the bytes that were sent then: coding is removed, lengths change with the places. */
const REMADE = new Set(["content-length", "content-encoding"]);

function typeOf(carrier: Carrier): HeaderList[number] {
  return ["content-type", carrier === "json" ? "application/json" : "text/event-stream; charset=utf-8"];
}

/** An error's body is no event, whatever was asked for: it passes as it is. */
function fits({ carrier, head }: RecordedAnswer, wanted: Carrier): boolean {
  if (carrier === wanted) return true;
  return wanted !== "websocket" && carrier !== "websocket" && (carrier === "bytes" || (head?.status ?? 200) >= 400);
}

function pieceOf(message: CassetteMessage, askedAt: number, place: Place): Piece {
  const { payload } = message;
  return { at: message.at - askedAt, payload: typeof payload === "string" ? fromSlots(payload, place) : payload };
}

function wordsOf(value: Json, carrier: Carrier): string {
  const text = JSON.stringify(value);
  return carrier === "events" ? `event: ${textAt(value, "type") ?? "message"}\ndata: ${text}\n\n` : text;
}
