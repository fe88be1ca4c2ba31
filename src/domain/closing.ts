import type { Closing } from "./exchange.ts";

/** RFC 6455, 5.5: a control frame holds 125 bytes, and the code takes two. */
const MAX_REASON_BYTES = 123;
/** No code was sent (RFC 6455, 7.4.1). */
const NO_CODE = 1005;

/** What a close frame says. */
export type CloseFrame = Pick<Closing, "code" | "reason">;

/**
 * What to put into a close frame to say the same. Undefined: a close frame without a body, because the
 * code only reports that none was sent (1005), that there was no frame (1006), that TLS failed (1015),
 * or is none of RFC 6455, 7.4.
 */
export function sendable({ code, reason }: CloseFrame): CloseFrame | undefined {
  return isSendable(code) ? { code, reason: cutToBytes(reason, MAX_REASON_BYTES) } : undefined;
}

/** RFC 6455, 7.4.1 and the registry it founds: 1004 is reserved, 1005, 1006 and 1015 are never sent, 3000–4999 are free for use. */
function isSendable(code: number): boolean {
  if (code >= 3000 && code <= 4999) return true;
  return code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code);
}

/** The longest start of the text that takes at most so many bytes of UTF-8 and ends between two code points. */
function cutToBytes(text: string, limit: number): string {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += utf8Length(character.codePointAt(0) ?? 0);
    if (bytes > limit) return text.slice(0, end);
    end += character.length;
  }
  return text;
}

function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}

/** What the body of a close frame says (RFC 6455, 5.5.1); an empty one, or one too short to hold a code, says 1005. */
export function readCloseFrame(body: Uint8Array): CloseFrame {
  if (body.length < 2) return { code: NO_CODE, reason: "" };
  const code = ((body[0] ?? 0) << 8) | (body[1] ?? 0);
  return { code, reason: new TextDecoder("utf-8", { ignoreBOM: true }).decode(body.subarray(2)) };
}
