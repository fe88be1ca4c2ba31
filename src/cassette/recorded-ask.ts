import type { Ask, Carrier, Part } from "../domain/ask.ts";
import type { Closing, HeaderList, RequestHead, ResponseHead } from "../domain/exchange.ts";
import { headerOf } from "../domain/headers.ts";
import { type Json, numberAt, parseJson, textAt } from "../domain/json.ts";
import { providerById } from "../providers/registry.ts";
import type { Memo, ReplayKnowledge } from "../providers/replay-knowledge.ts";
import type { Cassette, CassetteExchange, CassetteMessage } from "./cassette.ts";
import { genericKnowledge } from "./generic-knowledge.ts";
import { withoutForms } from "./place.ts";

/** How a recorded answer ended: all said; broken off; closed with a code; the client left first; or it never came. */
export type AnswerEnd =
  | { readonly type: "complete" }
  | { readonly type: "cut" }
  | { readonly type: "closed"; readonly closing: Closing }
  | { readonly type: "abandoned" }
  | { readonly type: "failed"; readonly code: string; readonly message: string };

export interface RecordedAnswer {
  readonly carrier: Carrier | "bytes";
  /** The answer's head over HTTP; the upgrade's on a WebSocket. Absent when there was none. */
  readonly head?: ResponseHead;
  /** What the upstream said, in order. */
  readonly messages: readonly CassetteMessage[];
  /** When it was asked and when the head came, in milliseconds since the exchange started. */
  readonly askedAt: number;
  readonly headAt: number;
  readonly trailers?: HeaderList;
  readonly end: AnswerEnd;
}

/** One ask of a cassette, with its answer, and the whole conversation it stands in. */
export interface RecordedAsk {
  /** `e3`, or `e3.2` for the second ask of a WebSocket. */
  readonly name: string;
  readonly provider: string;
  readonly request: RequestHead;
  readonly ask: Ask;
  /** The chain of earlier asks and answers joined in front of the ask's own items. */
  readonly conversation: readonly string[];
  /** The ask's own parts, and those of the asks that it continues. */
  readonly parts: readonly Part[];
  readonly answer: RecordedAnswer;
  /** What a later ask continues: the answer's id, and the conversation with the answer in it. */
  readonly answerId: string | undefined;
  readonly conversationAfter: readonly string[];
}

/** A WebSocket handshake of a cassette: accepted, or refused with a body. */
export interface RecordedUpgrade {
  readonly name: string;
  readonly request: RequestHead;
  readonly response: ResponseHead | undefined;
  /** A refusal's body, or what the upstream said before it was asked anything. */
  readonly messages: readonly CassetteMessage[];
  /** When it was answered, in milliseconds since the exchange started. */
  readonly openedAt: number;
  /** How the upstream closed it before it was asked anything, and when. */
  readonly closing?: Closing;
  readonly closedAt?: number;
}

/** What a provider knows of replay; the plain comparison where there is no such provider. */
export function knowledgeOf(provider: string): ReplayKnowledge {
  return providerById(provider)?.replay ?? genericKnowledge;
}

/**
 * A memo that lasts as long as the values it remembers. Equal results are the same string, so that long conversations are
 * compared by identity and not letter by letter.
 */
export function createMemo(): Memo {
  const known = new WeakMap<object, string>();
  const results = new Map<string, string>();
  return (item, make) => {
    const found = known.get(item);
    if (found !== undefined) return found;
    const fresh = withoutForms(make());
    const made = results.get(fresh) ?? fresh;
    results.set(made, made);
    known.set(item, made);
    return made;
  };
}

/** The value of a message's JSON, its text where it is none, null where it is empty. */
export function valueOf(message: CassetteMessage): Json {
  if (message.json !== undefined) return message.json;
  const text = typeof message.payload === "string" ? message.payload : Buffer.from(message.payload).toString("base64");
  return text === "" ? null : (parseJson(text) ?? text);
}

/** Every ask of a cassette in recorded order, and every handshake. */
export function recordedAsks(cassette: Cassette, memo: Memo): { readonly asks: readonly RecordedAsk[]; readonly upgrades: readonly RecordedUpgrade[] } {
  const asks: RecordedAsk[] = [];
  const upgrades: RecordedUpgrade[] = [];
  const byAnswer = new Map<string, RecordedAsk>();
  for (const exchange of cassette.exchanges) {
    if (exchange.transport === "websocket") upgrades.push(upgradeOf(exchange, memo));
    for (const piece of piecesOf(exchange, memo)) {
      const recorded = joined(piece, byAnswer);
      asks.push(recorded);
      if (recorded.answerId !== undefined) byAnswer.set(recorded.answerId, recorded);
    }
  }
  return { asks, upgrades };
}

/**
 * Parts of an ask that continues another: what it does not say itself is as it was before. So one that sends news only and
 * one that sends everything have the same parts.
 */
export function inheritedParts(before: readonly Part[] | undefined, own: readonly Part[]): readonly Part[] {
  return before ? [...new Map([...before, ...own])] : own;
}

type Piece = Omit<RecordedAsk, "conversation" | "parts" | "answerId" | "conversationAfter">;

function joined(piece: Piece, byAnswer: ReadonlyMap<string, RecordedAsk>): RecordedAsk {
  const { answer, ask, provider } = piece;
  const before = ask.previousId === undefined ? undefined : byAnswer.get(ask.previousId);
  const conversation = [...(before?.conversationAfter ?? []), ...values(ask.conversation)];
  const news =
    answer.carrier === "bytes" ? { conversation: [] } : knowledgeOf(provider).news(answer.messages.map(answerValue), answer.carrier);
  const parts = inheritedParts(before?.parts, ask.parts);
  return { ...piece, conversation, parts, answerId: news.id, conversationAfter: [...conversation, ...news.conversation.map(withoutForms)] };
}

function values(parts: readonly Part[]): readonly string[] {
  return parts.map(([, value]) => value);
}

function piecesOf(exchange: CassetteExchange, memo: Memo): readonly Piece[] {
  if (exchange.transport === "http") return [httpPiece(exchange, memo)];
  return exchange.response?.status === 101 ? socketPieces(exchange, memo) : [];
}

function httpPiece(exchange: CassetteExchange, memo: Memo): Piece {
  const { id: name, provider, request, response } = exchange;
  const asked = exchange.messages.find(({ from }) => from === "client");
  const message = asked ? valueOf(asked) : null;
  const messages = exchange.messages.filter(({ from }) => from === "upstream");
  return {
    name,
    provider,
    request,
    ask: knowledgeOf(provider).ask(request, message, memo) ?? genericAsk(request, message, memo),
    answer: {
      carrier: carrierOf(response, messages),
      ...(response && { head: response }),
      messages,
      askedAt: asked?.at ?? 0,
      headAt: exchange.answeredAt ?? asked?.at ?? 0,
      ...(exchange.trailers && { trailers: exchange.trailers }),
      end: streamEnd(exchange, messages),
    },
  };
}

/** Agents leave at once when the last event is there, often before the upstream has ended the stream. */
function streamEnd(exchange: CassetteExchange, messages: readonly CassetteMessage[]): AnswerEnd {
  const end = httpEnd(exchange);
  const isWhole = end.type === "abandoned" && messages.some((message) => knowledgeOf(exchange.provider).endsAnswer(answerValue(message)));
  return isWhole ? { type: "complete" } : end;
}

function genericAsk(request: RequestHead, message: Json, memo: Memo): Ask {
  const ask = genericKnowledge.ask(request, message, memo);
  return ask ?? { kind: "side", shape: request.path, conversation: [], parts: [] };
}

function carrierOf(response: ResponseHead | undefined, messages: readonly CassetteMessage[]): RecordedAnswer["carrier"] {
  if (messages.some(({ kind }) => kind === "event")) return "events";
  const json = /json/i.test(headerOf(response?.headers ?? [], "content-type") ?? "");
  return json ? "json" : "bytes";
}

function httpEnd({ outcome }: CassetteExchange): AnswerEnd {
  switch (outcome?.type) {
    case "completed":
      return { type: "complete" };
    case "cut":
      return { type: "cut" };
    case "failed":
      return { type: "failed", code: outcome.code, message: outcome.message };
    default:
      return { type: "abandoned" };
  }
}

/** Cuts a WebSocket into asks: what the upstream says after one belongs to it, until the next. */
function socketPieces(exchange: CassetteExchange, memo: Memo): readonly Piece[] {
  const { provider, request, response } = exchange;
  const knowledge = knowledgeOf(provider);
  const pieces: { ask: Ask; asked: CassetteMessage; messages: CassetteMessage[]; closing?: Closing }[] = [];
  for (const message of exchange.messages) {
    const last = pieces.at(-1);
    if (message.from === "client" && isSpoken(message)) {
      const ask = knowledge.ask(request, valueOf(message), memo);
      if (ask) pieces.push({ ask, asked: message, messages: [] });
    } else if (message.from === "upstream" && last) {
      if (isSpoken(message)) last.messages.push(message);
      if (message.kind === "close") last.closing = closingOf(message);
    }
  }
  return pieces.map(({ ask, asked, messages, closing }, i) => ({
    name: `${exchange.id}.${i + 1}`,
    provider,
    request,
    ask,
    answer: {
      carrier: "websocket",
      ...(response && { head: response }),
      messages,
      askedAt: asked.at,
      headAt: asked.at,
      end: closing ? { type: "closed", closing } : i < pieces.length - 1 ? { type: "complete" } : lastEnd(exchange, messages, knowledge),
    },
  }));
}

/** An answer that was complete stays so, whatever became of the connection afterwards. */
function lastEnd(exchange: CassetteExchange, messages: readonly CassetteMessage[], knowledge: ReplayKnowledge): AnswerEnd {
  if (messages.some((message) => knowledge.endsAnswer(valueOf(message)))) return { type: "complete" };
  const end = httpEnd(exchange);
  // A client that hangs up in the middle of an answer has abandoned it, however cleanly it left.
  return end.type === "complete" && knowledge !== genericKnowledge ? { type: "abandoned" } : end;
}

function isSpoken({ kind }: CassetteMessage): boolean {
  return kind === "text" || kind === "binary";
}

function closingOf(message: CassetteMessage): Closing {
  const value = valueOf(message);
  return { by: message.from, code: numberAt(value, "code") ?? 1005, reason: textAt(value, "reason") ?? "" };
}

/** The value of one message of an answer; of an event, its data's. */
export function answerValue(message: CassetteMessage): Json {
  if (message.json !== undefined || message.kind !== "event") return valueOf(message);
  const data = dataOf(message);
  return data === undefined ? null : (parseJson(data) ?? data);
}

/** The data of a server-sent event, its lines joined. */
function dataOf({ payload }: CassetteMessage): string | undefined {
  if (typeof payload !== "string") return undefined;
  const lines = payload.split(/\r\n|\n|\r/).filter((line) => line.startsWith("data:"));
  return lines.length > 0 ? lines.map((line) => line.slice(line.startsWith("data: ") ? 6 : 5)).join("\n") : undefined;
}

function upgradeOf(exchange: CassetteExchange, memo: Memo): RecordedUpgrade {
  const knowledge = knowledgeOf(exchange.provider);
  const { id: name, request, response } = exchange;
  const firstAsk = exchange.messages.findIndex((message) => message.from === "client" && isSpoken(message) && knowledge.ask(request, valueOf(message), memo));
  const before = firstAsk < 0 ? exchange.messages : exchange.messages.slice(0, firstAsk);
  const fromUpstream = before.filter(({ from }) => from === "upstream");
  const accepted = response?.status === 101;
  const closed = fromUpstream.find(({ kind }) => kind === "close");
  return {
    name,
    request,
    response,
    messages: fromUpstream.filter((message) => !accepted || isSpoken(message)),
    openedAt: exchange.answeredAt ?? 0,
    ...(closed && { closing: closingOf(closed), closedAt: closed.at }),
  };
}
