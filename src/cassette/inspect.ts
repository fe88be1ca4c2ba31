import type { RequestHead } from "../domain/exchange.ts";
import { type Json, objectAt, textAt } from "../domain/json.ts";
import type { Cassette, CassetteExchange, CassetteMessage } from "./cassette.ts";
import { answerValue, createMemo, knowledgeOf, type RecordedAsk, recordedAsks, valueOf } from "./recorded-ask.ts";

/** One ask of a cassette, in numbers. */
export interface AskOverview {
  /** `e3`, or `e3.2` for the second ask of a WebSocket. */
  readonly name: string;
  readonly kind: "turn" | "side";
  readonly shape: string;
  readonly provider: string;
  readonly method: string;
  readonly path: string;
  /** The model asked for, and the one that answered where it says so and differs. */
  readonly model?: string;
  readonly servedModel?: string;
  /** How its answer was carried and ended. */
  readonly carrier: string;
  readonly status?: number;
  readonly end: string;
  /** Messages of the answer. */
  readonly messages: number;
  /** Items of the conversation. */
  readonly conversation: number;
  /** Milliseconds from the ask to the answer's last message. */
  readonly duration: number;
}

/** What a cassette holds. */
export interface CassetteOverview {
  readonly name: string;
  readonly recordedAt: string;
  readonly recordedBy: string;
  /** Milliseconds since it was recorded. */
  readonly age: number;
  readonly exchanges: number;
  /** WebSocket connections, and how many of their handshakes were refused. */
  readonly sockets: number;
  readonly refused: number;
  readonly turns: number;
  readonly sideRequests: number;
  readonly sessions: number;
  readonly agents: readonly string[];
  readonly models: readonly string[];
  /** From the first request to the end of the last answer, in milliseconds. */
  readonly duration: number;
  readonly asks: readonly AskOverview[];
}

/** `now`: Unix time in milliseconds. */
export function inspectCassette(cassette: Cassette, now: number): CassetteOverview {
  const { name, recordedAt, recordedBy, exchanges } = cassette;
  const asks = recordedAsks(cassette, createMemo()).asks.map(askOverview);
  const origins = exchanges.flatMap(originsOf);
  const sockets = exchanges.filter(({ transport }) => transport === "websocket");
  return {
    name,
    recordedAt,
    recordedBy,
    age: now - Date.parse(recordedAt),
    exchanges: exchanges.length,
    sockets: sockets.length,
    refused: sockets.filter(({ response }) => response?.status !== 101).length,
    turns: asks.filter(({ kind }) => kind === "turn").length,
    sideRequests: asks.filter(({ kind }) => kind === "side").length,
    sessions: new Set(origins.flatMap(({ session }) => session ?? [])).size,
    agents: distinct(origins.map(({ agent, agentVersion }) => agent && [agent, agentVersion].filter(Boolean).join(" "))),
    models: distinct(asks.flatMap(({ model, servedModel }) => [model, servedModel])),
    duration: Math.max(0, ...exchanges.map(endOf)) - Math.min(...exchanges.map(({ startedAt }) => startedAt), Infinity),
    asks,
  };
}

function askOverview({ name, provider, request, ask, answer, conversation }: RecordedAsk): AskOverview {
  const model = ask.parts.find(([part]) => part === "model")?.[1];
  const served = answer.messages.map((message) => modelIn(answerValue(message))).find((one) => one !== undefined);
  const { method, path } = request;
  return {
    name,
    kind: ask.kind,
    shape: ask.shape,
    provider,
    method,
    path,
    ...(model !== undefined && { model }),
    ...(served !== undefined && served !== model && { servedModel: served }),
    carrier: answer.carrier,
    ...(answer.head && { status: answer.head.status }),
    end: answer.end.type,
    messages: answer.messages.length,
    conversation: conversation.length,
    duration: (answer.messages.at(-1)?.at ?? answer.headAt) - answer.askedAt,
  };
}

/** The model that answered: each protocol says it in the answer, or in the event that begins it. */
function modelIn(value: Json): string | undefined {
  return textAt(value, "model") ?? textAt(value, "modelVersion") ?? textAt(objectAt(value, "message"), "model") ?? textAt(objectAt(value, "response"), "model");
}

type Origins = ReturnType<ReturnType<typeof knowledgeOf>["origin"]>;

function originsOf({ provider, request, messages }: CassetteExchange): readonly Origins[] {
  const asked = messages.filter(({ from, kind }) => from === "client" && kind !== "close");
  return asked.length > 0 ? asked.map((message) => originOf(provider, request, message)) : [knowledgeOf(provider).origin(request, null)];
}

function originOf(provider: string, request: RequestHead, message: CassetteMessage): Origins {
  return knowledgeOf(provider).origin(request, valueOf(message));
}

function endOf({ startedAt, endedAt, messages }: CassetteExchange): number {
  return startedAt + (endedAt ?? messages.at(-1)?.at ?? 0);
}

function distinct(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== undefined && value !== ""))] as readonly string[];
}
