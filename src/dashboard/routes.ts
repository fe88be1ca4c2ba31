import type { H3Event } from "h3/node";
import type { History } from "../journal/history.ts";
import { bodyAnswer, jsonAnswer } from "./body-answer.ts";
import { cassetteRoute, type MakeCassette } from "./cassette-route.ts";
import type { ExchangesAnswer, Health, SessionAnswer, SessionsAnswer, TurnAnswer } from "./contract.ts";
import { exchangeAnswer, payloadPieces } from "./exchange-answer.ts";
import type { Feeds } from "./feed-answer.ts";
import { pathNumber, pathPart, queryFlag, queryNumber, wholeNumber } from "./parameters.ts";
import { problem } from "./problem.ts";
import type { Handler } from "./read-only.ts";
import { replayAnswer, type RunningReplay, verdictAnswer } from "./replay-routes.ts";
import { turnNews } from "./turn-news.ts";

export interface RouteOptions {
  readonly history: History;
  readonly feeds: Feeds;
  readonly version: string;
  readonly pid: number;
  /** As in `Health`. */
  readonly journal: string;
  readonly replay?: RunningReplay | undefined;
  readonly makeCassette: MakeCassette;
}

const ROWS = 200;
const MOST_ROWS = 1000;

/** The API by path. Every answer is read anew; `seq` is read first, so that a feed from there on misses nothing. */
export function apiRoutes({ history, feeds, version, pid, journal, replay, makeCassette }: RouteOptions): Readonly<Record<string, Handler>> {
  const health: Health = { ok: true, app: "ccxray", version, pid, journal };
  return {
    "/_ccxray/health": answering(() => Promise.resolve(health)),
    "/_ccxray/api/sessions": answering((event) => sessions(history, event)),
    "/_ccxray/api/sessions/:id": answering((event) => session(history, event)),
    "/_ccxray/api/sessions/:id/cassette": cassetteRoute(makeCassette),
    "/_ccxray/api/turns/:exchange/:index": answering((event) => turn(history, event)),
    "/_ccxray/api/exchanges": answering((event) => exchanges(history, event)),
    "/_ccxray/api/exchanges/:id": answering((event) => exchange(history, event)),
    "/_ccxray/api/exchanges/:id/messages/:n": (event) => message(history, event),
    "/_ccxray/api/replay": answering(async (event) => replayAnswer(replay, event)),
    "/_ccxray/api/replay/verdicts/:n": answering(async (event) => verdictAnswer(replay, event)),
    "/_ccxray/api/feed": (event) => feed(feeds, event),
  };
}

function answering(make: (event: H3Event) => Promise<object>): Handler {
  return async (event) => jsonAnswer(event.req, await make(event));
}

async function sessions(history: History, event: H3Event): Promise<SessionsAnswer> {
  const limit = queryNumber(event, "limit", 1, MOST_ROWS) ?? ROWS;
  const seq = await history.seq();
  const [found, running, total] = await Promise.all([history.sessions({ limit }), history.running(), history.sessionCount()]);
  return { seq, sessions: found, running, total };
}

async function session(history: History, event: H3Event): Promise<SessionAnswer> {
  const id = pathPart(event, "id");
  const seq = await history.seq();
  const found = await history.session(id);
  if (!found) throw problem("NOT_FOUND", `There is no session "${id}".`, "See /_ccxray/api/sessions.");
  return { seq, ...found };
}

async function turn(history: History, event: H3Event): Promise<TurnAnswer> {
  const [exchangeId, index] = [pathPart(event, "exchange"), pathNumber(event, "index")];
  const whole = queryFlag(event, "whole");
  const seq = await history.seq();
  const found = await history.turn(exchangeId, index);
  if (!found) throw problem("NOT_FOUND", `There is no turn ${index} in exchange "${exchangeId}".`);
  const { summary, previous } = found;
  const news = turnNews(found.turn, previous);
  const isNew = (part: string): boolean => whole || !previous || news.changed.includes(part);
  const shown = {
    ...found.turn,
    input: whole ? found.turn.input : found.turn.input.slice(news.carried),
    system: isNew("system") ? found.turn.system : [],
    tools: isNew("tools") ? found.turn.tools : [],
  };
  return { seq, summary, turn: shown, ...news, ...(previous && { previous: { exchangeId: previous.exchangeId, index: previous.index } }) };
}

async function exchanges(history: History, event: H3Event): Promise<ExchangesAnswer> {
  const limit = queryNumber(event, "limit", 1, MOST_ROWS) ?? ROWS;
  const before = event.url.searchParams.get("before");
  const seq = await history.seq();
  return { seq, exchanges: await history.exchanges({ limit, ...(before !== null && { before }) }) };
}

async function exchange(history: History, event: H3Event): Promise<object> {
  const id = pathPart(event, "id");
  const seq = await history.seq();
  const [found, summary] = await Promise.all([history.exchange(id), history.exchangeSummary(id)]);
  if (!found || !summary) throw noExchange(id);
  return exchangeAnswer(seq, summary, found);
}

async function message(history: History, event: H3Event): Promise<Response> {
  const [id, n] = [pathPart(event, "id"), pathNumber(event, "n")];
  const found = await history.exchange(id);
  if (!found) throw noExchange(id);
  const payload = found.messages[n]?.payload;
  if (payload === undefined) throw problem("NOT_FOUND", `Exchange "${id}" has ${found.messages.length} messages, counted from 0, and no ${n}.`);
  // Foreign content: a browser must neither guess its type nor run it.
  if (typeof payload === "string") return bodyAnswer(event.req, payloadPieces(payload), { "content-type": "text/plain; charset=utf-8" });
  const headers = { "content-type": "application/octet-stream", "content-disposition": `attachment; filename="message-${n}.bin"` };
  return bodyAnswer(event.req, payloadPieces(payload), headers);
}

function feed(feeds: Feeds, event: H3Event): Response {
  const last = event.req.headers.get("last-event-id");
  const given = last === null ? queryNumber(event, "since", 0, Number.MAX_SAFE_INTEGER) : wholeNumber("Last-Event-ID", last, 0, Number.MAX_SAFE_INTEGER);
  return event.req.method === "HEAD" ? new Response(null, { headers: { "content-type": "text/event-stream" } }) : feeds.open(given);
}

function noExchange(id: string): Error {
  return problem("NOT_FOUND", `There is no exchange "${id}".`, "See /_ccxray/api/exchanges.");
}
