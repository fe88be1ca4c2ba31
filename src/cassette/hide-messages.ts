import type { Message } from "../domain/exchange.ts";
import { isObject, type Json, type JsonObject, parseJson } from "../domain/json.ts";
import type { Delta, ReplayKnowledge } from "../providers/replay-knowledge.ts";
import type { CassetteMessage } from "./cassette.ts";
import { formOf, messageOf } from "./format-payload.ts";
import { answerValue } from "./recorded-ask.ts";
import { rewritePieces } from "./spanning.ts";

/** A message with another payload, in the form that fits it best. */
function withPayload(message: CassetteMessage, payload: Message["payload"]): CassetteMessage {
  const { from, at, kind, cuts } = message;
  return messageOf({ from, at, kind, ...(cuts && payload === message.payload && { cuts }) }, formOf({ kind, payload }));
}

/** Takes out of a text what must not be in a cassette. `escaped`: it is JSON text (the default), or the value of a text in it. */
export type Hide = (text: string, escaped?: boolean) => string;

/**
 * Messages of one answer with `hide` done on their payloads, also where a text is spelled over several of them. A
 * message in which nothing changes keeps its bytes.
 */
export function hideAnswer(messages: readonly CassetteMessage[], knowledge: ReplayKnowledge, hide: Hide): readonly CassetteMessage[] {
  const deltas = messages.map((message) => deltaOf(message, knowledge));
  const pieces = rewrittenPieces(deltas, hide);
  return messages.map((message, i) => {
    const delta = deltas[i];
    const piece = pieces[i];
    return delta === undefined || piece === undefined ? hideWhole(message, hide) : hideAround(message, delta, piece, knowledge, hide);
  });
}

function hideWhole(message: CassetteMessage, hide: Hide): CassetteMessage {
  return typeof message.payload === "string" ? withPayload(message, hide(message.payload)) : message;
}

function deltaOf(message: CassetteMessage, knowledge: ReplayKnowledge): Delta | undefined {
  if (typeof message.payload !== "string" || message.kind === "close") return undefined;
  const value = answerValue(message);
  return isObject(value) ? knowledge.delta(value) : undefined;
}

/** For each delta its part of its stream's text. */
function rewrittenPieces(deltas: readonly (Delta | undefined)[], hide: Hide): readonly (string | undefined)[] {
  const streams = Map.groupBy(
    deltas.flatMap((delta, index) => (delta ? [{ index, delta }] : [])),
    ({ delta }) => delta.stream,
  );
  const pieces: (string | undefined)[] = deltas.map(() => undefined);
  for (const stream of streams.values()) {
    const texts = rewritePieces(stream.map(({ delta }) => delta.text), (text) => hide(text, false));
    stream.forEach(({ index }, i) => (pieces[index] = texts[i]));
  }
  return pieces;
}

/** What stands around the piece is looked at by itself. */
function hideAround(message: CassetteMessage, delta: Delta, piece: string, knowledge: ReplayKnowledge, hide: Hide): CassetteMessage {
  const around = JSON.stringify(delta.with(""));
  const hidden = hide(around);
  if (hidden === around) return piece === delta.text ? withPayload(message, message.payload) : withPayload(message, respelled(message, delta.with(piece)));
  const value = parseJson(hidden);
  const rest = isObject(value) ? knowledge.delta(value) : undefined;
  return rest ? withPayload(message, respelled(message, rest.with(piece))) : hideWhole(message, hide);
}

/** The message's payload with another value in it. */
function respelled({ kind, payload }: CassetteMessage, value: JsonObject): string {
  const text = JSON.stringify(value satisfies Json);
  if (kind !== "event" || typeof payload !== "string") return text;
  const before = payload.slice(0, Math.max(0, payload.search(/^data:/m)));
  return `${before}data: ${text}\n\n`;
}
