import type { IncomingMessage, ServerResponse } from "node:http";
import type { CcxrayError } from "../domain/errors.ts";
import type { HeaderList, ResponseHead } from "../domain/exchange.ts";
import { headerOf, headerValues, withoutHopByHop } from "../domain/headers.ts";
import { breakOff } from "./break-off.ts";
import type { Observer } from "./observer.ts";
import { createPace } from "./pace.ts";
import type { Recorder } from "./recorder.ts";
import type { AnswerHandler } from "./upstream.ts";

export interface AnswerParts {
  readonly response: ServerResponse;
  readonly observer: Observer;
  readonly recorder: Recorder;
  /** Goes on with a paused upstream. */
  resume(): void;
  /** Called when the upstream failed before it answered: the caller says so in the provider's own shape. */
  refuse(error: CcxrayError): void;
}

/** Passes an upstream's answer to the client as it comes, byte for byte, at the client's pace. */
export function passAnswer({ response, observer, recorder, resume, refuse }: AnswerParts): AnswerHandler {
  let trailers: HeaderList | undefined;
  let endIsVisible = true;

  const onward = createPace(recorder, () => !response.writableNeedDrain, resume);
  response.on("drain", onward);

  return {
    onInformation({ status, headers }) {
      // Node 26 has writeInformation; without it an early hint is lost, which changes no answer.
      (response as ServerResponse & { writeInformation?(status: number, headers: Record<string, string>): void }).writeInformation?.(
        status,
        joinedByName(withoutHopByHop(headers)),
      );
    },
    onHead(head) {
      observer.answered(head);
      response.on("finish", () => observer.end({ type: "completed" }, trailers));
      endIsVisible = response.req.httpVersion === "1.1" || headerOf(head.headers, "content-length") !== undefined;
      response.sendDate = false;
      response.writeHead(head.status, reasonPhrase(head), endToEnd(head, response.req).flat());
      // Head and first bytes often come together: leave them together, but never wait for more.
      response.cork();
      process.nextTick(() => {
        response.flushHeaders();
        response.uncork();
      });
    },
    onData(chunk) {
      observer.bytes("upstream", chunk);
      const clientKeepsUp = response.write(chunk);
      if (!recorder.behind) return clientKeepsUp;
      onward();
      return false;
    },
    onEnd(received) {
      observer.finished("upstream");
      if (received.length > 0) {
        trailers = received;
        response.addTrailers(received.map(([name, value]) => [name, value] as [string, string]));
      }
      response.end();
    },
    onError(error) {
      if (!response.headersSent) return refuse(error);
      observer.end({ type: "cut", message: error.message });
      // What came before the cut is the client's: node:http keeps what was written in this tick until the next.
      if (response.socket) process.nextTick(breakOff, response.socket, endIsVisible);
    },
  };
}

type Asked = Pick<IncomingMessage, "method" | "httpVersion">;

/** Headers in the one shape that writeInformation takes in Node and Deno alike; repeats are joined as RFC 9110, 5.3 allows. */
function joinedByName(headers: HeaderList): Record<string, string> {
  return Object.fromEntries(headers.map(([name, value]) => [name, headerValues(headers, name.toLowerCase()) ?? value]));
}

/** The bytes of the reason phrase, which is read as UTF-8; node:http refuses control characters in it, as RFC 9112, 4 does. */
function reasonPhrase({ statusText }: ResponseHead): string {
  return Buffer.from(statusText).toString("latin1").replace(/[^\t -~\u0080-\u00ff]/g, " ");
}

/** The headers of an answer that concern the client, whatever connection they come over. */
export function endToEnd(head: ResponseHead, request: Asked): HeaderList {
  const kept = withoutHopByHop(head.headers);
  return mayTrail(head, request) ? kept : kept.filter(([name]) => name.toLowerCase() !== "trailer");
}

/** `Trailer` announces trailers, which only a chunked answer can carry (RFC 9112, 7.1.2); node:http refuses it in any other. */
function mayTrail({ status, headers }: ResponseHead, { method, httpVersion }: Asked): boolean {
  const hasBody = method !== "HEAD" && status !== 204 && status !== 304;
  return hasBody && httpVersion === "1.1" && headerOf(headers, "content-length") === undefined;
}
