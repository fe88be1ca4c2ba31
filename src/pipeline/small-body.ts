import type { IncomingMessage } from "node:http";

/**
 * Calls back in this turn of the event loop, when everything that has come is read: with the whole body, when it came with its
 * head, as that of a small request does; else with undefined, and the body is still to be read. Head and body then leave as one
 * write, and need neither a stream nor the time for it.
 */
export function whenArrived(request: IncomingMessage, callback: (whole: Buffer | undefined) => void): void {
  setImmediate(() => {
    const length = Number(request.headers["content-length"] ?? Number.NaN);
    const come = request.complete && length > 0 ? (request.read() as Buffer | null) : null;
    if (come?.length === length) return callback(come);
    if (come) request.unshift(come);
    callback(undefined);
  });
}
