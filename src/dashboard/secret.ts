import { createHash, timingSafeEqual } from "node:crypto";

/** Whether two secrets are the same text, in a time that tells neither their content nor their length. */
export function sameSecret(given: string, secret: string): boolean {
  return timingSafeEqual(digest(given), digest(secret));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
