import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { readFileSync } from "node:fs";
import { build } from "esbuild";
import type { CassetteRefusal, FeedEvent } from "../../src/dashboard/contract.ts";
import type { Verdict } from "../../src/domain/verdict.ts";
import type { SessionSummary, TurnSummary } from "../../src/domain/session.ts";
import { exchangeAnswer, turnAnswer } from "./ui-answers.ts";
import { replayAnswer, verdictAnswer, type UiReplay } from "./ui-replay.ts";
import { aSession } from "./ui-turns.ts";

/** The dashboard on a loopback port, with an API of made-up sessions that a test changes while it runs. */
export interface UiServer {
  readonly url: string;
  /** Adds or changes a turn, and says so on the feed. */
  change(turn: TurnSummary): void;
  /** Adds a verdict to the replay, and says so on the feed. */
  judge(verdict: Omit<Verdict, "n">): void;
  /** What sessions are answered with as cassettes; at first a file. */
  refuseCassettes(refusal: CassetteRefusal): void;
  /** Ends every feed, and refuses new ones and all API requests until `resume`. */
  pause(): void;
  resume(): void;
  /** Answers every API request with a status, until it is undefined again. */
  answerWith(status: number | undefined): void;
  close(): Promise<void>;
}

const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export async function startUiServer(given: readonly (readonly TurnSummary[])[], begun?: UiReplay): Promise<UiServer> {
  const assets = await buildUi();
  const turns = new Map<string, TurnSummary[]>();
  for (const list of given) if (list[0]) turns.set(list[0].session, [...list]);
  const feeds = new Set<ServerResponse>();
  const changes: { seq: number; turn: TurnSummary }[] = [];
  let seq = 100;
  let replay = begun;
  let refusal: CassetteRefusal | undefined;
  let forced: number | undefined;
  let isPaused = false;

  const sessionOf = (id: string): SessionSummary => aSession(turns.get(id) ?? []);
  const find = (exchange: string, index: number): { turn: TurnSummary; before: TurnSummary | undefined } | undefined => {
    for (const list of turns.values()) {
      const at = list.findIndex((one) => one.exchangeId === exchange && one.index === index);
      const turn = list[at];
      if (turn) return { turn, before: list.slice(0, at).findLast((one) => one.kind === turn.kind && one.thread === turn.thread) };
    }
    return undefined;
  };
  const changeEvent = (at: number, ...changed: readonly TurnSummary[]): FeedEvent => ({ type: "change", seq: at, sessions: [...new Set(changed.map(({ session }) => session))].map(sessionOf), turns: changed });
  const send = (feed: ServerResponse, event: FeedEvent): void => void feed.write(`id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`);

  const openFeed = (response: ServerResponse, since: number): void => {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    feeds.add(response);
    response.on("close", () => feeds.delete(response));
    send(response, { type: "hello", seq: Math.min(since, seq), version: "0.1.0", pid: 1, journal: "j1" });
    if (replay) send(response, { type: "replay", seq: Math.min(since, seq), run: replay.run, asks: replay.verdicts.length });
    const missed = changes.filter((change) => change.seq > since).map(({ turn }) => turn);
    if (missed.length > 0) send(response, changeEvent(seq, ...missed));
  };

  const api = (path: string, url: URL, response: ServerResponse): void => {
    const parts = path.split("/").map(decodeURIComponent);
    const [kind, id = "", rest = ""] = parts;
    if (kind === "feed") return openFeed(response, Number(url.searchParams.get("since")));
    if (kind === "sessions" && !id) {
      const sessions = [...turns.keys()].map(sessionOf).toSorted((a, b) => b.lastAt - a.lastAt);
      return json(response, { seq, sessions, running: [...turns.values()].flat().filter(({ state }) => state === "running"), total: sessions.length });
    }
    if (kind === "replay") {
      const found = id ? replay && verdictAnswer(replay, Number(rest)) : replayAnswer(replay, Number(url.searchParams.get("after")));
      return found ? json(response, found) : json(response, { error: { code: "NOT_FOUND", message: "There is no such ask." } }, 404);
    }
    if (kind === "sessions" && rest === "cassette") return refusal ? json(response, refusal, 409) : cassette(response);
    if (kind === "sessions" && turns.has(id)) return json(response, { seq, session: sessionOf(id), turns: turns.get(id) });
    const found = kind === "turns" ? find(id, Number(rest)) : undefined;
    if (found) return json(response, turnAnswer(seq, found.turn, found.before, url.searchParams.has("whole")));
    const exchange = kind === "exchanges" ? [...turns.values()].flat().findLast(({ exchangeId }) => exchangeId === id) : undefined;
    if (exchange && !rest) return json(response, exchangeAnswer(seq, exchange));
    return json(response, { error: { code: "NOT_FOUND", message: "There is no such thing." } }, 404);
  };

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const path = url.pathname.replace("/_ccxray/", "");
    const asset = assets.get(path);
    response.setHeader("content-security-policy", CSP);
    if (asset) return void response.writeHead(200, { "content-type": asset.type }).end(asset.text);
    if (!path.startsWith("api/")) return void response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(assets.get("index.html")?.text);
    if (isPaused) return void response.destroy();
    if (forced !== undefined) return json(response, { error: { code: "INTERNAL", message: "As the test wants it." } }, forced);
    return api(path.slice(4), url, response);
  };

  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/_ccxray/`,
    change(turn) {
      const list = turns.get(turn.session) ?? [];
      const at = list.findIndex((one) => one.exchangeId === turn.exchangeId && one.index === turn.index);
      turns.set(turn.session, at < 0 ? [...list, turn] : list.with(at, turn));
      changes.push({ seq: ++seq, turn });
      for (const feed of feeds) send(feed, changeEvent(seq, turn));
    },
    judge(verdict) {
      if (!replay) throw new Error("this server runs no replay");
      replay = { ...replay, verdicts: [...replay.verdicts, { ...verdict, n: replay.verdicts.length + 1 }] };
      for (const feed of feeds) send(feed, { type: "replay", seq, run: replay.run, asks: replay.verdicts.length });
    },
    refuseCassettes: (one) => void (refusal = one),
    pause() {
      isPaused = true;
      for (const feed of feeds) feed.destroy();
    },
    resume: () => void (isPaused = false),
    answerWith: (status) => void (forced = status),
    async close() {
      for (const feed of feeds) feed.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

function cassette(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "application/json", "content-disposition": 'attachment; filename="find-the-flake.json"', "x-ccxray-exchanges": "12" }).end('{"version":1}');
}

async function buildUi(): Promise<Map<string, { readonly type: string; readonly text: string }>> {
  const built = await build({ entryPoints: ["ui/main.tsx"], bundle: true, minify: true, format: "esm", jsx: "automatic", jsxImportSource: "preact", write: false, outdir: "/assets" });
  const assets = new Map([["index.html", { type: "text/html; charset=utf-8", text: readFileSync("ui/index.html", "utf8") }]]);
  for (const { path, text } of built.outputFiles) {
    const isScript = path.endsWith(".js");
    assets.set(isScript ? "assets/main.js" : "assets/main.css", { type: isScript ? "text/javascript" : "text/css", text });
  }
  return assets;
}
