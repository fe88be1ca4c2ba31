import type { Duplex, Readable } from "node:stream";
import type { CcxrayError } from "../domain/errors.ts";
import type { HeaderList, RequestHead, ResponseHead } from "../domain/exchange.ts";

/** A request as it goes out: ready to be put on a wire, nothing of ours left in it. */
export interface OutboundRequest {
  readonly exchangeId: string;
  /** The client's own head, before it was routed: what a cassette compares. */
  readonly head: RequestHead;
  readonly method: string;
  /** Scheme, host and port. */
  readonly origin: string;
  /** Path and query at that origin. */
  readonly path: string;
  readonly headers: HeaderList;
  /** Absent when the request has no body. */
  readonly body?: Readable;
}

/** What an upstream calls, in order: any informational heads, one head, data, then end; or an error at any time. */
export interface AnswerHandler {
  /** The request is on its way: its body is about to be read. */
  onStart?(): void;
  /** A 1xx head other than 101. */
  onInformation?(head: ResponseHead): void;
  onHead(head: ResponseHead): void;
  /** False asks to pause until `Flow.resume`. */
  onData(chunk: Uint8Array): boolean;
  onEnd(trailers: HeaderList): void;
  /** No answer, or no more of it. Exactly once, and nothing after it. */
  onError(error: CcxrayError): void;
}

/** As `AnswerHandler` for a refusal; a 101 comes here. `socket` is the raw connection, bytes that came along put back. */
export interface UpgradeHandler extends AnswerHandler {
  onUpgrade(head: ResponseHead, socket: Duplex): void;
}

/** The hold that a caller has on an answer under way. */
export interface Flow {
  resume(): void;
  /** Stops at once; `onError` is not called any more. */
  abort(): void;
}

/** What answers: the live API, or a cassette. Nothing downstream can tell which. */
export interface Upstream {
  request(request: OutboundRequest, handler: AnswerHandler): Flow;
  upgrade(request: OutboundRequest, handler: UpgradeHandler): Flow;
  close(): Promise<void>;
}
