import type { CcxrayError } from "../domain/errors.ts";
import type { ResponseHead } from "../domain/exchange.ts";
import { withoutHopByHop } from "../domain/headers.ts";
import { createBodyEnd, type BodyEnd } from "./body-end.ts";
import { breakOff, type Connection } from "./break-off.ts";
import type { Connections, TakenConnection } from "./connections.ts";
import { BAD_REQUEST, errorAnswer } from "./error-answer.ts";
import { failureOf, type Observer } from "./observer.ts";
import { type PlainRequest, type PlainResponse, readPlainResponse } from "./plain-head.ts";
import type { Prepared } from "./prepare.ts";
import type { Recorder } from "./recorder.ts";
import { connectionHeaders, headText, idleTimeOf, inboundHeaders, outboundHead } from "./straight-heads.ts";

export interface StraightParts {
  readonly request: PlainRequest;
  /** What came behind the request's head with the same read: it leaves with the head. */
  readonly first: Buffer;
  readonly head: Prepared["head"];
  readonly destination: NonNullable<Prepared["destination"]>;
  readonly client: Connection;
  readonly connections: Connections;
  readonly observer: Observer;
  readonly recorder: Recorder;
  /** All of the answer has left and all of the request has come: another request may follow. `rest` is what already came of it. */
  onOver(rest: Buffer): void;
}

/** What the client's connection does while its request passes straight. */
export interface StraightExchange {
  onData(bytes: Buffer): void;
  onDrain(): void;
  /** The client has said all that it will say. */
  onEnd(): void;
  onClose(): void;
}

/** Bytes that are read ahead of a client, so that one that leaves is noticed; then it has to wait. */
const MOST_AHEAD = 64 * 1024;
/** Longest head of an answer in bytes: APIs may put whole documents into headers. */
const MOST_HEAD = 1024 * 1024;
const NOTHING: Buffer = Buffer.alloc(0);

/**
 * Passes a request to its upstream and the answer back, from socket to socket: heads are read, written anew for the next hop and
 * noted; of bodies only the end is looked for. What is passed on of them are the bytes as they came, chunk sizes and all, at the
 * pace of whoever takes them.
 */
export function passStraight({ request, first, head, destination, client, connections, observer, recorder, onOver }: StraightParts): StraightExchange {
  const question = createBodyEnd(request.body);
  /** What came of the client and has not been looked at, since nobody takes it yet. */
  let ahead: Buffer[] = [];
  let sizeAhead = 0;
  if (first.length > 0) hold(first);
  let upstream: TakenConnection | undefined;
  /** Of the answer, while its head has not come whole. */
  let unread = NOTHING;
  let response: PlainResponse | undefined;
  let answer: BodyEnd | undefined;
  /** Why this exchange failed before there was an answer. */
  let refusal: CcxrayError | undefined;
  /** The request is on its way, or there is nothing of it left to be noted. */
  let taken = isAsked();
  /** The last byte of the answer has been written, and has left. */
  let [isAnswered, hasLeft] = [false, false];
  let over = false;

  const cancel = connections.take(destination.origin, { onData, onDrain: onUpstreamDrain, onGone, mayBeSilent }, (got) => {
    if ("socket" in got) start(got);
    else refuse(got);
  });

  function start(connection: TakenConnection): void {
    upstream = connection;
    passQuestion(takeHeld(), outboundHead(request, destination));
    taken = true;
    if (upstream) onUpstreamDrain();
  }

  function hold(bytes: Buffer): void {
    ahead.push(bytes);
    sizeAhead += bytes.length;
    if (sizeAhead > MOST_AHEAD) client.pause();
  }

  function takeHeld(): Buffer {
    const held = ahead.length === 1 ? (ahead[0] ?? NOTHING) : Buffer.concat(ahead);
    ahead = [];
    sizeAhead = 0;
    return held;
  }

  function passQuestion(bytes: Buffer, outbound = ""): void {
    const passed = take(bytes, true);
    if (!upstream || question.state === "broken") return;
    if (!send(upstream.socket, outbound, passed)) client.pause();
    if (!recorder.behind) return;
    client.pause();
    recorder.drained(onUpstreamDrain);
  }

  /** Takes of the client what is its request's; what comes behind that waits. */
  function take(bytes: Buffer, noted: boolean): Buffer {
    const { used, content } = question.take(bytes);
    if (noted && content.length > 0) observer.bytes("client", content);
    if (question.state === "broken") giveUp();
    if (isAsked() && used > 0 && noted) observer.finished("client");
    if (used === bytes.length) return bytes;
    hold(bytes.subarray(used));
    return bytes.subarray(0, used);
  }

  /** The client's body is not in the form that its head promised: nothing that follows can be understood. */
  function giveUp(): void {
    if (response || isAnswered) client.destroy();
    else client.end(BAD_REQUEST, () => client.destroy());
  }

  function isAsked(): boolean {
    return question.state === "over";
  }

  function onUpstreamDrain(): void {
    if (!over && !recorder.behind && sizeAhead <= MOST_AHEAD && !upstream?.socket.writableNeedDrain) client.resume();
  }

  function onData(bytes: Buffer): void {
    if (answer) return passAnswer(bytes);
    let left = unread.length > 0 ? Buffer.concat([unread, bytes]) : bytes;
    unread = NOTHING;
    while (left.length > 0) {
      const read = readPlainResponse(left, request.method);
      if (read === undefined) {
        unread = left;
        if (left.length > MOST_HEAD) upstream?.fail("the head of its answer is too long");
        return;
      }
      if ("malformed" in read) return upstream?.fail(read.malformed);
      if (read.status === 101) return upstream?.fail("it switched to a protocol that nobody asked for");
      left = left.subarray(read.size);
      if (read.status < 200) client.write(headText(read, withoutHopByHop(read.headers)), "latin1");
      else return begin(read, left);
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
    if (answer.state === "broken") return upstream?.fail("the chunks of its answer are malformed");
    const isLast = answer.state === "over";
    if (isLast) letGo(used === bytes.length);
    const keepsUp = send(client, inbound, used === bytes.length ? bytes : bytes.subarray(0, used), isLast ? finish : undefined);
    if (isLast || (keepsUp && !recorder.behind)) return;
    upstream?.socket.pause();
    if (recorder.behind) recorder.drained(onDrain);
  }

  function onDrain(): void {
    if (!recorder.behind && !client.writableNeedDrain) upstream?.socket.resume();
  }

  /** The answer has come whole: its connection is free for others, unless there is more to be sent or heard on it. */
  function letGo(nothingBehind: boolean): void {
    isAnswered = true;
    observer.finished("upstream");
    const used = upstream;
    upstream = undefined;
    if (response?.keepAlive && nothingBehind && isAsked()) used?.release(idleTimeOf(response));
    else used?.destroy();
  }

  /** The last of the answer has left. */
  function finish(error?: Error | null): void {
    if (error || over) return;
    hasLeft = true;
    if (!refusal) observer.end({ type: "completed" }, answer?.trailers);
    if (!request.keepAlive || response?.body === "until-close") client.end();
    else endWhenRead();
  }

  function endWhenRead(): void {
    if (over || !hasLeft || !isAsked()) return;
    over = true;
    client.resume();
    onOver(takeHeld());
  }

  /** Answers in the upstream's place, since it did not. What of the request nobody took is what a person wants to see now: the client sends it all the same. */
  function refuse(error: CcxrayError): void {
    refusal = error;
    isAnswered = true;
    if (taken) observer.end(failureOf(error));
    const { status, reason, headers, body } = errorAnswer(error, head);
    const text = headText({ status, reason }, [...headers, ...connectionHeaders(request.keepAlive)]);
    send(client, text, Buffer.from(body), finish);
    drop(takeHeld());
    client.resume();
  }

  /** Reads on in what nobody takes. */
  function drop(bytes: Buffer): void {
    if (isAsked()) return hold(bytes);
    const noted = refusal !== undefined && !taken;
    take(bytes, noted);
    if (noted && recorder.behind) {
      client.pause();
      recorder.drained(onUpstreamDrain);
    }
    if (!isAsked()) return;
    if (refusal) observer.end(failureOf(refusal));
    endWhenRead();
  }

  function onGone(error: CcxrayError, clean: boolean): void {
    upstream = undefined;
    if (!response) return refuse(error);
    if (clean && response.body === "until-close") {
      isAnswered = true;
      observer.finished("upstream");
      return void client.end(finish);
    }
    over = true;
    observer.end({ type: "cut", message: error.message });
    breakOff(client, response.body !== "until-close");
  }

  function mayBeSilent(): boolean {
    if (!upstream || upstream.socket.isPaused()) return true;
    return question.state === "open" && !upstream.socket.writableNeedDrain;
  }

  return {
    onData(bytes) {
      if (over) return;
      if (isAsked() || (!upstream && !isAnswered)) hold(bytes);
      else if (isAnswered) drop(bytes);
      else passQuestion(bytes);
    },
    onDrain,
    onEnd() {
      // Half a connection is no connection: who stops sending has left, unless it only waits for what has been written.
      if (!isAnswered) client.destroy();
    },
    onClose() {
      if (over) return;
      over = true;
      cancel();
      upstream?.destroy();
      observer.end(refusal ? failureOf(refusal) : { type: "aborted" });
    },
  };
}

/** Writes a head, if there is one, and what follows it as one piece. */
function send(to: Connection, head: string, bytes: Buffer, hasLeft?: (error?: Error | null) => void): boolean {
  if (head === "") return bytes.length > 0 || hasLeft ? to.write(bytes, hasLeft) : !to.writableNeedDrain;
  const whole = Buffer.allocUnsafe(head.length + bytes.length);
  whole.write(head, "latin1");
  whole.set(bytes, head.length);
  return to.write(whole, hasLeft);
}
