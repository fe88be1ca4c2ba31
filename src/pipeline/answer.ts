import type { ServerResponse } from "node:http";
import type { CcxrayError } from "../domain/errors.ts";
import type { HeaderList, ResponseHead } from "../domain/exchange.ts";
import { headerOf, withoutHopByHop } from "../domain/headers.ts";
import { breakOff } from "./break-off.ts";
import type { Observer } from "./observer.ts";
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

  // Both must keep up: when one of them has room again, the other may still be waited for, and says so itself.
  const onward = (): void => {
    if (!recorder.behind && !response.writableNeedDrain) resume();
  };
  response.on("drain", onward);
  response.on("finish", () => observer.end({ type: "completed" }, trailers));

  return {
    onInformation({ status, headers }) {
      // Node 26 has writeInformation; without it an early hint is lost, which changes no answer.
      (response as ServerResponse & { writeInformation?(status: number, headers: Record<string, string>): void }).writeInformation?.(
        status,
        Object.fromEntries(withoutHopByHop(headers)),
      );
    },
    onHead(head) {
      observer.answered(head);
      endIsVisible = response.req.httpVersion === "1.1" || headerOf(head.headers, "content-length") !== undefined;
      response.sendDate = false;
      response.writeHead(head.status, head.statusText, endToEnd(head).flat());
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
      recorder.drained(onward);
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
      if (response.socket) breakOff(response.socket, endIsVisible);
    },
  };
}

function endToEnd({ headers }: ResponseHead): HeaderList {
  const kept = withoutHopByHop(headers);
  // `Trailer` announces trailers, which only a chunked answer can carry.
  const chunked = headerOf(headers, "content-length") === undefined;
  return chunked ? kept : kept.filter(([name]) => name.toLowerCase() !== "trailer");
}
