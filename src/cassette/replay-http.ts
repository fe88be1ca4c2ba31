import { Readable } from "node:stream";
import type { Carrier } from "../domain/ask.ts";
import { CcxrayError } from "../domain/errors.ts";
import type { HeaderList, RequestHead, ResponseHead } from "../domain/exchange.ts";
import { headerOf } from "../domain/headers.ts";
import { payloadOf } from "../domain/payload.ts";
import { createContentDecoding } from "../pipeline/content-decoding.ts";
import type { AnswerHandler, Flow, OutboundRequest, Upstream } from "../pipeline/upstream.ts";
import { bytesOf, headFor, type Piece, piecesFor } from "./answer-pieces.ts";
import { createGate, type Gate } from "./gate.ts";
import type { PlacedAsk } from "./live-ask.ts";
import type { Found, LiveAsk, Missed } from "./match.ts";
import { knowledgeOf, type RecordedAsk } from "./recorded-ask.ts";
import { missError, type Replay, untold } from "./replay.ts";

/** What an HTTP ask is answered with, once its body is known. */
type Answer =
  | { readonly type: "recorded"; readonly recorded: RecordedAsk; readonly pieces: readonly Piece[]; readonly wanted: Carrier }
  | { readonly type: "stub"; readonly status: number; readonly body: string }
  | { readonly type: "live"; readonly live: Upstream }
  | { readonly type: "miss"; readonly error: CcxrayError };

/** Answers one HTTP request out of the cassette, or, when a person asked for that, by the live upstream. */
export function answerRequest(replay: Replay, request: OutboundRequest, handler: AnswerHandler): Flow {
  const gate = createGate();
  handler.onStart?.();
  respond(replay, request, handler, gate).catch((error: unknown) => {
    if (!gate.closed) handler.onError(error instanceof CcxrayError ? error : new CcxrayError("UPSTREAM_BROKEN", String(error), { cause: error }));
  });
  return gate;
}

async function respond(replay: Replay, request: OutboundRequest, handler: AnswerHandler, gate: Gate): Promise<void> {
  const body = await bodyOf(request);
  const answer = decide(replay, request, await textOf(request.headers, body));
  if (gate.closed) return;
  switch (answer.type) {
    case "miss":
      throw answer.error;
    case "stub":
      return sendWhole(handler, answer.status, answer.body);
    case "recorded":
      return play(replay, answer, request.head, handler, gate);
    case "live": {
      // The body was read to be compared; the live upstream gets the same bytes.
      const again = body ? { body: Readable.from(body, { objectMode: false }) } : {};
      return gate.handOver(answer.live.request({ ...request, ...again }, { ...handler, onStart: () => undefined }));
    }
  }
}

function decide(replay: Replay, { head, exchangeId }: OutboundRequest, text: string): Answer {
  const placed = replay.read(head, text);
  if (!placed) return { type: "stub", status: 204, body: "" };
  const { live, place } = placed;
  const match = replay.matcher.match(live);
  if (match.type === "found") return decideFound(replay, { live, place }, match, exchangeId);
  const stub = knowledgeOf(live.provider).stub(head, live.ask);
  if (stub) {
    replay.tally.stubbed(live, stub.why);
    return { type: "stub", status: stub.status, body: JSON.stringify(stub.body) };
  }
  return missed(replay, live, match, exchangeId);
}

function decideFound(replay: Replay, { live, place }: PlacedAsk, found: Found, exchangeId: string): Answer {
  const { recorded } = found;
  const wanted = wantedOf(live, recorded);
  const pieces = recorded.answer.end.type === "failed" ? [] : piecesFor(recorded, wanted, place);
  if (!pieces) return missed(replay, live, untold(found, `HTTP ${wanted}`), exchangeId);
  replay.tally.played(live, found);
  return { type: "recorded", recorded, pieces, wanted };
}

function missed(replay: Replay, live: LiveAsk, match: Missed, exchangeId: string): Answer {
  replay.tally.missed(live, match, replay.live && exchangeId);
  return replay.live ? { type: "live", live: replay.live } : { type: "miss", error: missError(live, match) };
}

/** What the ask says it wants; where it does not say, what was recorded. */
function wantedOf({ ask }: LiveAsk, { answer }: RecordedAsk): Carrier {
  if (ask.stream !== undefined) return ask.stream ? "events" : "json";
  return answer.carrier === "json" || answer.carrier === "bytes" ? "json" : "events";
}

async function play(replay: Replay, { recorded, pieces, wanted }: Extract<Answer, { type: "recorded" }>, asked: RequestHead, handler: AnswerHandler, gate: Gate): Promise<void> {
  const { answer } = recorded;
  if (answer.end.type === "failed") throw new CcxrayError("UPSTREAM_BROKEN", `recorded: ${answer.end.message}`);

  let now = 0;
  const until = async (at: number, apart = false): Promise<void> => {
    await replay.pace.wait(at - now, apart);
    now = Math.max(now, at);
    await gate.opened();
  };
  const whole = pieces.length === 1 && answer.end.type === "complete" && answer.carrier !== "events" ? bytesOf(pieces[0]) : undefined;
  await until(answer.headAt - answer.askedAt);
  if (gate.closed) return;
  handler.onHead(asked.method === "HEAD" ? withRecordedLength(headFor(recorded, wanted, undefined), recorded) : headFor(recorded, wanted, whole));
  for (const [i, piece] of pieces.entries()) {
    await until(piece.at, i > 0);
    if (gate.closed) return;
    if (!handler.onData(bytesOf(piece))) gate.shut();
  }
  await until(now);
  if (gate.closed || answer.end.type === "abandoned") return;
  if (answer.end.type === "complete") handler.onEnd(answer.trailers ?? []);
  else handler.onError(new CcxrayError("UPSTREAM_BROKEN", "the recorded answer was cut off here"));
}

/** The answer to HEAD has no body, and tells the length of the one that GET would bring (RFC 9110, 8.6). */
function withRecordedLength(head: ResponseHead, { answer }: RecordedAsk): ResponseHead {
  const length = headerOf(answer.head?.headers ?? [], "content-length");
  return length === undefined ? head : { ...head, headers: [...head.headers, ["content-length", length]] };
}

function sendWhole(handler: AnswerHandler, status: number, body: string): void {
  const bytes = Buffer.from(body);
  const head: ResponseHead = {
    status,
    statusText: "",
    headers: [
      ["content-type", "application/json"],
      ["content-length", String(bytes.length)],
    ],
  };
  handler.onHead(head);
  if (bytes.length > 0) handler.onData(bytes);
  handler.onEnd([]);
}

async function bodyOf({ body }: OutboundRequest): Promise<readonly Uint8Array[] | undefined> {
  return body && ((await body.toArray()) as Uint8Array[]);
}

/** The body as a recording tells it, content coding removed: ChatGPT logins send zstd. Bytes that are no text are base64, as in `valueOf`. */
async function textOf(headers: HeaderList, body: readonly Uint8Array[] = []): Promise<string> {
  const decoded: Uint8Array[] = [];
  const decoding = createContentDecoding(headerOf(headers, "content-encoding"), (bytes) => decoded.push(bytes));
  if (!decoding) return words(body);
  for (const chunk of body) await decoding.write(chunk);
  decoding.close();
  return words(decoded);
}

function words(bytes: readonly Uint8Array[]): string {
  const whole = Buffer.concat(bytes);
  const payload = payloadOf(whole);
  return typeof payload === "string" ? payload : whole.toString("base64");
}
