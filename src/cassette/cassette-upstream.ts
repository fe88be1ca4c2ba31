import type { Readable } from "node:stream";
import type { Carrier } from "../domain/ask.ts";
import { CcxrayError } from "../domain/errors.ts";
import type { RequestHead, ResponseHead } from "../domain/exchange.ts";
import { headerOf } from "../domain/headers.ts";
import { createContentDecoding } from "../pipeline/content-decoding.ts";
import type { AnswerHandler, Flow, OutboundRequest, Upstream } from "../pipeline/upstream.ts";
import type { Clock } from "../platform/clock.ts";
import { providerOf } from "../providers/registry.ts";
import { headFor, piecesFor, type Piece } from "./answer-pieces.ts";
import type { Cassette } from "./cassette.ts";
import { createAskReader, type PlacedAsk } from "./live-ask.ts";
import { createMatcher, type LiveAsk, type Match, type Matcher, type MatchPolicy } from "./match.ts";
import { createPace, type Pace, type Speed } from "./pace.ts";
import type { Place } from "./place.ts";
import { createMemo, knowledgeOf, type RecordedAsk, recordedAsks } from "./recorded-ask.ts";
import { openSocket } from "./replay-socket.ts";
import { createTally, type Judgement, type Tally, type Verdict } from "./tally.ts";
import { createUpgrades, type Upgrades } from "./upgrades.ts";

export interface CassetteUpstreamParts {
  readonly cassette: Cassette;
  readonly policy: MatchPolicy;
  readonly repeat: boolean;
  readonly speed: Speed;
  readonly clock: Clock;
  redact(text: string): string;
  /** What is known of this machine: bound into the answers. */
  readonly here: Place;
  /** Where misses go when --on-miss says `live` or `record`. Absent: there is no network here at all. */
  readonly live?: Upstream;
  onVerdict(verdict: Verdict): void;
}

/** A cassette that answers in the place of the live API. */
export interface CassetteUpstream extends Upstream {
  judgement(): Judgement;
}

/** What the parts of a replay share. */
export interface Replay {
  readonly matcher: Matcher;
  readonly tally: Tally;
  readonly pace: Pace;
  readonly upgrades: Upgrades;
  readonly live: Upstream | undefined;
  read(head: RequestHead, text: string): PlacedAsk | undefined;
}

export function createCassetteUpstream(parts: CassetteUpstreamParts): CassetteUpstream {
  const memo = createMemo();
  const { asks, upgrades } = recordedAsks(parts.cassette, memo);
  const matcher = createMatcher(asks, parts.policy, parts.repeat);
  const reader = createAskReader({ redact: parts.redact, here: parts.here, memo, answered: matcher.answered });
  const tally = createTally(matcher.leftOver, parts.onVerdict);
  const replay: Replay = {
    matcher,
    tally,
    pace: createPace(parts.speed, parts.clock),
    upgrades: createUpgrades(upgrades),
    live: parts.live,
    read: (head, text) => reader.read(providerOf(head)?.id ?? "unknown", head, text),
  };
  return {
    request: (request, handler) => answerRequest(replay, request, handler),
    upgrade: (request, handler) => openSocket(replay, request, handler),
    judgement: tally.judgement,
    close: async () => parts.live?.close(),
  };
}

/** What an HTTP ask is answered with, once its body is known. */
type Answer =
  | { readonly type: "recorded"; readonly recorded: RecordedAsk; readonly place: Place; readonly wanted: Carrier }
  | { readonly type: "stub"; readonly status: number; readonly body: string }
  | { readonly type: "miss"; readonly error: CcxrayError };

function answerRequest(replay: Replay, request: OutboundRequest, handler: AnswerHandler): Flow {
  const gate = createGate();
  handler.onStart?.();
  void respond(replay, request, handler, gate).catch((error: unknown) => {
    if (!gate.closed) handler.onError(error instanceof CcxrayError ? error : new CcxrayError("UPSTREAM_BROKEN", String(error), { cause: error }));
  });
  return { resume: gate.open, abort: gate.close };
}

async function respond(replay: Replay, request: OutboundRequest, handler: AnswerHandler, gate: Gate): Promise<void> {
  const answer = decide(replay, request.head, await textOf(request));
  if (gate.closed) return;
  if (answer.type === "miss") throw answer.error;
  if (answer.type === "stub") return sendWhole(handler, { status: answer.status, statusText: "", headers: JSON_TYPE }, answer.body);
  await play(replay, answer, handler, gate);
}

function decide(replay: Replay, head: RequestHead, text: string): Answer {
  const placed = replay.read(head, text);
  if (!placed) return { type: "stub", status: 204, body: "" };
  const { live, place } = placed;
  const match = replay.matcher.match(live);
  if (match.type === "found") {
    replay.tally.played(live, match);
    return { type: "recorded", recorded: match.recorded, place, wanted: wantedOf(live, match.recorded) };
  }
  const stub = knowledgeOf(live.provider).stub(head, live.ask);
  if (stub) {
    replay.tally.stubbed(live, stub.why);
    return { type: "stub", status: stub.status, body: JSON.stringify(stub.body) };
  }
  replay.tally.missed(live, match, "miss");
  return { type: "miss", error: missError(live, match) };
}

/** What the ask says it wants; where it does not say, what was recorded. */
function wantedOf({ ask }: LiveAsk, { answer }: RecordedAsk): Carrier {
  if (ask.stream !== undefined) return ask.stream ? "events" : "json";
  return answer.carrier === "json" || answer.carrier === "bytes" ? "json" : "events";
}

/** A miss in words: what came nearest and where it differs. */
export function missError({ request, ask }: LiveAsk, { why, nearest, differences }: Extract<Match, { type: "missed" }>): CcxrayError {
  const first = differences[0];
  const near = nearest ? `; nearest is ${nearest.name}${first ? `, which differs in ${first.part}` : ""}` : "";
  return new CcxrayError("REPLAY_MISS", `the cassette has no answer for ${request.method} ${request.path} (${ask.shape}): ${why}${near}`, {
    hint: "The report shows the difference. Record again, loosen --match, or answer it live with --on-miss live.",
  });
}

async function play(replay: Replay, { recorded, place, wanted }: Extract<Answer, { type: "recorded" }>, handler: AnswerHandler, gate: Gate): Promise<void> {
  const { answer } = recorded;
  if (answer.end.type === "failed") throw new CcxrayError("UPSTREAM_BROKEN", `recorded: ${answer.end.message}`);
  const pieces = piecesFor(recorded, wanted, place);
  if (!pieces) throw new CcxrayError("REPLAY_MISS", `${recorded.name} was recorded over ${answer.carrier} and cannot be told over HTTP ${wanted}`);

  let now = 0;
  const until = async (at: number): Promise<void> => {
    await replay.pace.wait(at - now);
    now = Math.max(now, at);
    await gate.opened();
  };
  const whole = pieces.length === 1 && answer.end.type === "complete" && answer.carrier !== "events" ? bytesOf(pieces[0]) : undefined;
  await until(answer.headAt - answer.askedAt);
  if (gate.closed) return;
  handler.onHead(headFor(recorded, wanted, whole));
  for (const piece of pieces) {
    await until(piece.at);
    if (gate.closed) return;
    if (!handler.onData(bytesOf(piece))) gate.shut();
  }
  await until(now);
  if (gate.closed || answer.end.type === "abandoned") return;
  if (answer.end.type === "complete") handler.onEnd(answer.trailers ?? []);
  else handler.onError(new CcxrayError("UPSTREAM_BROKEN", "the recorded answer was cut off here"));
}

export function bytesOf(piece: Piece | undefined): Uint8Array {
  if (!piece) return new Uint8Array();
  return typeof piece.payload === "string" ? Buffer.from(piece.payload) : piece.payload;
}

const JSON_TYPE = [["content-type", "application/json"]] as const;

function sendWhole(handler: AnswerHandler, head: ResponseHead, body: string): void {
  const bytes = Buffer.from(body);
  handler.onHead({ ...head, headers: [...head.headers, ["content-length", String(bytes.length)]] });
  if (bytes.length > 0) handler.onData(bytes);
  handler.onEnd([]);
}

async function textOf({ body, headers }: OutboundRequest): Promise<string> {
  if (!body) return "";
  const pieces: Uint8Array[] = [];
  const decoding = createContentDecoding(headerOf(headers, "content-encoding"), (bytes) => pieces.push(bytes));
  for await (const chunk of body as Readable & AsyncIterable<Uint8Array>) {
    if (decoding) await decoding.write(chunk);
    else pieces.push(chunk);
  }
  decoding?.close();
  return Buffer.concat(pieces).toString("utf8");
}

/** Holds an answer back while its client is slow, and ends it when the client has gone. */
export interface Gate {
  readonly closed: boolean;
  open(): void;
  shut(): void;
  close(): void;
  /** Resolves when the gate is open, or closed for good. */
  opened(): Promise<void>;
}

export function createGate(): Gate {
  let closed = false;
  let waiting: PromiseWithResolvers<void> | undefined;
  const open = (): void => {
    waiting?.resolve();
    waiting = undefined;
  };
  return {
    get closed() {
      return closed;
    },
    open,
    shut: () => (waiting ??= Promise.withResolvers<void>()),
    close() {
      closed = true;
      open();
    },
    opened: async () => waiting?.promise,
  };
}
