import { isAscii } from "node:buffer";
import type { MessageKind, Payload } from "../domain/exchange.ts";

/** Gets many messages that came whole at once (see `MessageRun`). */
export type EmitRun = (kind: MessageKind, payload: Payload, ends: readonly number[], at: number) => void;

/** Larger messages are kept by themselves, in bytes. */
export const LARGEST_IN_RUN = 16 * 1024;
/** Fewer are not worth to be put together. */
export const FEWEST_IN_RUN = 4;

/** The bytes as text, when all of them are ASCII: then characters are bytes, and one decoding does for all messages in them. */
export function asciiOf(bytes: Uint8Array): string | undefined {
  return isAscii(bytes) ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1") : undefined;
}
