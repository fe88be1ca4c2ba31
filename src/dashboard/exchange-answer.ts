import type { Exchange, Message, Payload } from "../domain/exchange.ts";
import type { ExchangeSummary } from "../domain/session.ts";
import type { ExchangeAnswer, MessageRow } from "./contract.ts";

const CUT_CHARACTERS = 20_000;
/** The longest start of binary data whose base64 has that many characters. */
const CUT_BYTES = (CUT_CHARACTERS / 4) * 3;
const PIECE_CHARACTERS = 65_536;

/** What the dashboard says of an exchange: everything, but of each payload only the start. */
export function exchangeAnswer(seq: number, summary: ExchangeSummary, exchange: Exchange): ExchangeAnswer {
  const { request, response, startedAt, answeredAt = 0, trailers, outcome } = exchange;
  return {
    seq,
    summary,
    transport: exchange.transport,
    request: { method: request.method, path: request.path, headers: request.headers },
    ...(response && { response: { ...response, at: startedAt + answeredAt } }),
    messages: exchange.messages.map((message, n) => messageRow(message, n, startedAt)),
    ...(trailers && { trailers }),
    ...(outcome && { outcome }),
    state: outcome?.type ?? "running",
  };
}

/** A payload in pieces that a response can be made of; no character is cut in two. */
export function* payloadPieces(payload: Payload): Generator<string | Uint8Array> {
  if (typeof payload !== "string") return yield payload;
  let from = 0;
  while (from < payload.length) {
    const to = characterBorder(payload, from + PIECE_CHARACTERS);
    yield payload.slice(from, to);
    from = to;
  }
}

function messageRow({ from, at, kind, payload }: Message, n: number, startedAt: number): MessageRow {
  const row = { n, from, at: startedAt + at, kind };
  if (typeof payload !== "string") {
    const start = Buffer.from(payload.subarray(0, CUT_BYTES)).toString("base64");
    return { ...row, size: payload.length, text: start, binary: true, ...(payload.length > CUT_BYTES && { cut: true }) };
  }
  const text = payload.slice(0, characterBorder(payload, CUT_CHARACTERS));
  return { ...row, size: Buffer.byteLength(payload), text, ...(text.length < payload.length && { cut: true }) };
}

/** `at`, or one less where that is between the halves of a surrogate pair. */
function characterBorder(text: string, at: number): number {
  const code = text.charCodeAt(at - 1);
  return at < text.length && code >= 0xd800 && code <= 0xdbff ? at - 1 : at;
}
