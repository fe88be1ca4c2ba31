import { randomBytes } from "node:crypto";

/** Makes UUIDv7 ids (RFC 9562, 5.7) that grow within a process, also within one millisecond: a 12-bit counter follows the time. */
export function createIds(now: () => number): () => string {
  let last = 0;
  let counter = 0;
  // Asking the system for 8 bytes costs as much as asking for 2,000.
  let pool = Buffer.alloc(0);
  const random = (bytes: number): Buffer => {
    if (pool.length < bytes) pool = randomBytes(2048);
    const taken = pool.subarray(0, bytes);
    pool = pool.subarray(bytes);
    return taken;
  };
  return () => {
    const time = Math.max(now(), last);
    counter = time === last ? counter + 1 : random(1).readUInt8();
    // The counter is full: borrow the next millisecond rather than repeat.
    const overflow = counter > 0xfff;
    last = overflow ? time + 1 : time;
    if (overflow) counter = 0;
    const hex = last.toString(16).padStart(12, "0");
    const tail = random(8);
    tail[0] = ((tail[0] ?? 0) & 0x3f) | 0x80;
    const rest = tail.toString("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8)}-7${counter.toString(16).padStart(3, "0")}-${rest.slice(0, 4)}-${rest.slice(4)}`;
  };
}
