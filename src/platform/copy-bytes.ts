/** Copies bytes, maybe of memory that threads share, to a place in others. Node's own way: that of the language goes through shared memory byte by byte. */
export function copyBytes(from: Uint8Array, to: Uint8Array, at: number): void {
  Buffer.from(from.buffer, from.byteOffset, from.length).copy(to, at);
}
