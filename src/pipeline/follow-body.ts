import type { IncomingMessage } from "node:http";
import type { Observer } from "./observer.ts";
import type { Recorder } from "./recorder.ts";

/** Notes a copy of the request's body as the upstream takes it. */
export function followBody(request: IncomingMessage, observer: Observer, recorder: Recorder): void {
  request.on("data", (chunk: Buffer) => {
    observer.bytes("client", chunk);
    if (!recorder.behind) return;
    request.pause();
    recorder.drained(() => request.resume());
  });
  request.on("end", () => observer.finished("client"));
}

/** Calls back when a request's body has ended, or its connection: of that, node:http tells no request that was answered already. */
export function onceBodyIsOver(request: IncomingMessage, callback: () => void): void {
  const { socket } = request;
  const over = (): void => {
    request.off("end", over);
    socket.off("close", over);
    callback();
  };
  request.on("end", over);
  socket.on("close", over);
}
