import { createHash } from "node:crypto";

/** A piece of some text that compresses neither well nor badly, the same each time; pieces with other numbers differ. */
export function samplePiece(size: number, number: number): Buffer {
  const line = createHash("sha256").update(String(number)).digest("hex");
  return Buffer.alloc(size, `${number} ${line} grüße, 世界 😀\n`);
}
