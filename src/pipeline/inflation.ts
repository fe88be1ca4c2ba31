import { createInflateRaw } from "node:zlib";
import { createDecompressor } from "./decompressor.ts";

/** What a sender of permessage-deflate leaves out at the end of each message (RFC 7692, 7.2.1). */
const TAIL = Uint8Array.of(0x00, 0x00, 0xff, 0xff);

/** Inflates compressed messages, one after another. What cannot be inflated is given back. */
export interface Inflation {
  write(bytes: Uint8Array): Promise<Uint8Array | undefined>;
  /** The message is complete. */
  finish(): Promise<Uint8Array | undefined>;
  /** The message will never be complete. */
  giveUp(): Promise<Uint8Array | undefined>;
  /** True since something could not be inflated. */
  isBroken(): boolean;
  close(): void;
}

/**
 * Inflates the messages of one side. The window is always kept from message to message: a sender that agreed
 * not to use it (`no_context_takeover`, RFC 7692, 7.1.1) just never refers to it, and a smaller window fits into this one.
 */
export function createInflation(onData: (bytes: Uint8Array) => void): Inflation {
  const decompressor = createDecompressor(() => createInflateRaw(), onData);
  let held: Uint8Array | undefined;
  let broken = false;

  async function inflate(bytes: Uint8Array): Promise<Uint8Array | undefined> {
    const rest = await decompressor.write(bytes);
    if (!rest) return undefined;
    broken = true;
    return Buffer.concat([rest, takeHeld()]);
  }

  function takeHeld(): Uint8Array {
    const last = held ?? new Uint8Array(0);
    held = undefined;
    return last;
  }

  return {
    isBroken: () => broken,
    /** Holds the last piece back, to give it together with the tail: each write is a trip to another thread. */
    write(bytes) {
      const before = takeHeld();
      held = new Uint8Array(bytes);
      return inflate(before);
    },
    finish: () => inflate(Buffer.concat([takeHeld(), TAIL])),
    giveUp: () => inflate(takeHeld()),
    close: () => decompressor.close(),
  };
}
