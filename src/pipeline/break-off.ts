import type { Duplex } from "node:stream";

/** A socket as the relay meets it: TCP, TLS, or a pair in memory. */
export type Connection = Duplex & { destroySoon?: () => void; resetAndDestroy?: () => unknown; encrypted?: boolean };

/**
 * Ends a connection in the middle of an answer, so that the client knows it is not whole. What was received
 * is still delivered, then the connection goes without the terminating chunk or the promised length. Where
 * the end of the connection is itself the end of the body (HTTP/1.0), only a reset says "not whole".
 */
export function breakOff(connection: Connection, endIsVisible: boolean): void {
  if (endIsVisible && connection.destroySoon) connection.destroySoon();
  else reset(connection);
}

/** Resets a TCP connection; what is not plain TCP is just closed. */
export function reset(connection: Connection): void {
  if (connection.resetAndDestroy && !connection.encrypted) connection.resetAndDestroy();
  else connection.destroy();
}
