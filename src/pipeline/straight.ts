import type { CcxrayError } from "../domain/errors.ts";
import type { ResponseHead } from "../domain/exchange.ts";
import { createAnswerHeads } from "./answer-heads.ts";
import { createBodyEnd, type BodyEnd } from "./body-end.ts";
import { breakOff, type Connection, reset } from "./break-off.ts";
import type { TakenConnection } from "./connections.ts";
import { BAD_REQUEST, errorAnswer } from "./error-answer.ts";
import { failureOf } from "./observer.ts";
import { createHeldBytes } from "./held-bytes.ts";
import { createPace } from "./pace.ts";
import type { PlainResponse } from "./plain-head.ts";
import type { StraightExchange, StraightParts } from "./straight-exchange.ts";
import { connectionHeaders, headText, idleTimeOf, inboundHeaders, informationalHeaders, outboundHead, send } from "./straight-heads.ts";

/** Bytes that are read ahead of a client, so that one that leaves is noticed; then it has to wait. */
const MOST_AHEAD = 64 * 1024;
/** Bytes that are read and dropped behind the last answer of a connection. */
const MOST_UNWANTED = 1024 * 1024;
const NOTHING: Buffer = Buffer.alloc(0);
const CRLF = Buffer.from("\r\n");

/**
 * - `waiting`: for the recorder, and for a connection to the upstream; what the client sends is held
 * - `passing`: the request goes up, the answer comes down
 * - `answered`: the last byte of the answer was written, which may have come before the request was whole; the rest of that is dropped
 * - `over`: both are done, or one has gone: whatever still happens concerns nobody
 */
type Phase = "waiting" | "passing" | "answered" | "over";

/**
 * Passes a request to its upstream and the answer back, from socket to socket: heads are read, written anew for the next hop and
 * noted; of bodies only the end is looked for. What is passed on of them are the bytes as they came, chunk sizes and all, at the
 * pace of whoever takes them.
 */
export function passStraight({ request, first, head, destination, client, connections, observer, recorder, whenDrained, onOver }: StraightParts): StraightExchange {
  let phase: Phase = "waiting";
  const question = createBodyEnd(request.body);
  /** What came of the client and is not looked at yet: nobody takes it, or it is of the next request. */
  const ahead = createHeldBytes();
  ahead.add(first);
  let upstream: TakenConnection | undefined;
  /** Where the request went, even when the connection is somebody else's by now. */
  let sentTo: Connection | undefined;
  const nextHead = createAnswerHeads(request.method);
  let response: PlainResponse | undefined;
  let answer: BodyEnd | undefined;
  /** Why there was no answer, while the request that nobody took is still coming. */
  let untold: CcxrayError | undefined;
  /** The last byte of the answer has left. */
  let hasLeft = false;
  /** Bytes that came after all was over. */
  let unwanted = 0;

  const readOnClient = createPace(recorder, () => ahead.size() <= MOST_AHEAD && !upstream?.socket.writableNeedDrain, () => phase !== "over" && client.resume());
  const readOnUpstream = createPace(recorder, () => !client.writableNeedDrain, () => upstream?.resume());

  // Before it is known: an idle connection is given at once.
  let cancel = (): void => {};
  whenDrained(connect);

  function connect(): void {
    if (phase !== "waiting") return;
    cancel = connections.take(
      destination.origin,
      {
        onData: onAnswer,
        holds: () => (response === undefined && phase === "passing") || holds(),
        onDrain: readOnClient,
        onGone,
        mayBeSilent,
      },
      (got) => {
        if ("socket" in got) start(got);
        else refuse(got);
      },
    );
  }

  // The request.

  function start(connection: TakenConnection): void {
    upstream = connection;
    sentTo = connection.socket;
    phase = "passing";
    passQuestion(ahead.take(), outboundHead(request, destination));
    readOnClient();
  }

  function passQuestion(bytes: Buffer, outbound = ""): void {
    const passed = takeOfQuestion(bytes, true);
    if (phase !== "passing" || !upstream) return;
    if (!send(upstream.socket, outbound, passed) || recorder.behind) client.pause();
    if (recorder.behind) readOnClient();
  }

  /** Takes of the client what is its request's, and gives of it what an upstream may have: trailers might hold what is ours. What comes behind the request waits. */
  function takeOfQuestion(bytes: Buffer, noted: boolean): Buffer {
    if (isAsked()) {
      hold(bytes);
      return NOTHING;
    }
    const { used, beforeTrailers, content } = question.take(bytes);
    if (noted && content.length > 0) observer.bytes("client", content);
    if (question.state() === "broken") {
      giveUp();
      return NOTHING;
    }
    if (used < bytes.length) hold(bytes.subarray(used));
    const body = beforeTrailers === bytes.length ? bytes : bytes.subarray(0, beforeTrailers);
    if (!isAsked()) return body;
    if (noted) observer.finished("client");
    return request.body === "chunked" ? Buffer.concat([body, CRLF]) : body;
  }

  function isAsked(): boolean {
    return question.state() === "over";
  }

  function hold(bytes: Buffer): void {
    ahead.add(bytes);
    if (ahead.size() > MOST_AHEAD) client.pause();
  }

  /** Reads on in a request that nobody takes. */
  function drop(bytes: Buffer): void {
    takeOfQuestion(bytes, untold !== undefined);
    if (isAsked()) tell();
    if (recorder.behind) client.pause();
    readOnClient();
    endWhenRead();
  }

  /** The client's body is not in the form that its head promised: nothing that follows can be understood. */
  function giveUp(): void {
    const isUnanswered = response === undefined && phase !== "answered";
    leave();
    observer.end(untold ? failureOf(untold) : { type: "aborted" });
    if (isUnanswered) client.write(BAD_REQUEST);
    breakOff(client, !lastsUntilClose());
  }

  // The answer.

  function holds(): boolean {
    return ahead.size() > 0 || client.writableLength > 0 || (sentTo?.writableLength ?? 0) > 0;
  }

  function onAnswer(bytes: Buffer): void {
    if (answer) return passAnswer(bytes);
    for (let left = bytes; left.length > 0; ) {
      const next = nextHead(left);
      if (next === undefined) return;
      if ("malformed" in next) return upstream?.fail(next.malformed);
      if (next.head.status === 101) return upstream?.fail("it switched to a protocol that nobody asked for");
      if (next.head.status >= 200) return begin(next.head, next.rest);
      if (!client.write(headText(next.head, informationalHeaders(next.head)), "latin1")) upstream?.socket.pause();
      left = next.rest;
    }
  }

  function begin(read: PlainResponse, bytes: Buffer): void {
    response = read;
    answer = createBodyEnd(read.body);
    const said: ResponseHead = { status: read.status, statusText: Buffer.from(read.reason, "latin1").toString(), headers: read.headers };
    observer.answered(said);
    passAnswer(bytes, headText(read, inboundHeaders(said, request, read)));
  }

  function passAnswer(bytes: Buffer, inbound = ""): void {
    if (!answer) return;
    const { used, content } = answer.take(bytes);
    if (content.length > 0) observer.bytes("upstream", content);
    const isLast = answer.state() === "over";
    if (isLast) letGo(used === bytes.length);
    const keepsUp = send(client, inbound, used === bytes.length ? bytes : bytes.subarray(0, used), isLast ? finish : undefined);
    if (answer.state() === "broken") return upstream?.fail("the chunks of its answer are malformed");
    if (isLast || (keepsUp && !recorder.behind)) return;
    upstream?.socket.pause();
    if (recorder.behind) readOnUpstream();
  }

  /** The answer has come whole: its connection is free for others, unless there is more to be sent or heard on it. */
  function letGo(nothingBehind: boolean): void {
    phase = "answered";
    observer.finished("upstream");
    const used = upstream;
    upstream = undefined;
    // Some upstreams send a body for HEAD all the same, a little later; and some answer while the end of the request is still to be sent.
    const isDone = isAsked() && used?.socket.writableLength === 0;
    if (response?.keepAlive && nothingBehind && isDone && request.method !== "HEAD") used?.release(idleTimeOf(response));
    else used?.destroy();
    readOnClient();
  }

  /** Answers in the upstream's place, since it did not. What nobody took of the request is what a person wants to see now: the client sends it all the same. */
  function refuse(error: CcxrayError): void {
    if (phase === "waiting" && !isAsked()) untold = error;
    else observer.end(failureOf(error));
    phase = "answered";
    const { status, reason, headers, body } = errorAnswer(error, head);
    const text = headText({ status, reason }, [...headers, ...connectionHeaders(request.keepAlive)]);
    send(client, text, request.method === "HEAD" ? NOTHING : Buffer.from(body), finish);
    drop(ahead.take());
  }

  /** Notes a failure that waited for the request to be whole. */
  function tell(): void {
    if (untold) observer.end(failureOf(untold));
    untold = undefined;
  }

  /** The last of the answer has left. */
  function finish(error?: Error | null): void {
    if (error || phase === "over") return;
    hasLeft = true;
    if (response) observer.end({ type: "completed" }, answer?.trailers);
    endWhenRead();
  }

  function endWhenRead(): void {
    const isLast = !request.keepAlive || lastsUntilClose();
    if (phase === "over" || !hasLeft) return;
    // Another request can only follow a whole one, and what nobody took is still to be noted.
    if (!isAsked() && (!isLast || untold)) return;
    leave();
    client.resume();
    if (isLast) client.end();
    else onOver(ahead.take());
  }

  /** A connection that is closed on what its client still sends is reset, and takes the answer with it: some of that is read. */
  function linger(bytes: Buffer): void {
    unwanted += bytes.length;
    if (unwanted > MOST_UNWANTED) client.destroy();
  }

  function onGone(error: CcxrayError, clean: boolean): void {
    upstream = undefined;
    if (!response) return refuse(error);
    if (clean && lastsUntilClose()) {
      phase = "answered";
      observer.finished("upstream");
      readOnClient();
      return void client.end(finish);
    }
    leave();
    observer.end({ type: "cut", message: error.message });
    breakOff(client, !lastsUntilClose());
  }

  /** Then the end of the connection is the end of the answer, and only a reset says that it is not whole. */
  function lastsUntilClose(): boolean {
    return response?.body === "until-close";
  }

  function mayBeSilent(): boolean {
    if (!upstream || upstream.socket.isPaused()) return true;
    return !response && !isAsked() && !upstream.socket.writableNeedDrain;
  }

  function leave(): void {
    phase = "over";
    cancel();
    upstream?.destroy();
    upstream = undefined;
  }

  return {
    onData(bytes) {
      if (phase === "passing") passQuestion(bytes);
      else if (phase === "answered") drop(bytes);
      else if (phase === "waiting") hold(bytes);
      else linger(bytes);
    },
    holds,
    onDrain: readOnUpstream,
    onEnd() {
      // Who stops sending before there is an answer has left; one that has been written may still leave.
      if (phase === "answered") client.end();
      else if (phase !== "over" && lastsUntilClose()) reset(client);
      else if (phase !== "over") client.destroy();
    },
    onSilence() {
      if (hasLeft || phase === "over") client.destroy();
    },
    onClose() {
      if (phase === "over") return;
      leave();
      observer.end(untold ? failureOf(untold) : { type: "aborted" });
    },
  };
}
