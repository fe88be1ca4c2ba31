import type { Payload } from "../domain/exchange.ts";
import { payloadOf } from "../domain/payload.ts";
import { REACH, type TextRedactor } from "./redact-text.ts";

/** Characters kept from what was given, for rules that look back. */
const CONTEXT = 128;

/** Redacts a message that comes in parts. The end of each part is held back until the next, so that no border hides a secret. */
export interface PartRedactor {
  /** The part without its end, behind the end of the one before. Nothing is left after a part that is not `more`. */
  take(payload: Payload, more: boolean): Payload;
}

export function createPartRedactor(redactor: TextRedactor): PartRedactor {
  let context = "";
  let held = "";
  /** Since some part was not UTF-8, everything is treated as bytes, one character each. */
  let binary = false;

  function asText(payload: Payload): string {
    if (typeof payload !== "string" && !binary) {
      binary = true;
      context = latin1(context);
      held = latin1(held);
    }
    return binary ? latin1(payload) : (payload as string);
  }

  return {
    take(payload, more) {
      const piece = asText(payload);
      const text = context + held + piece;
      const from = context.length;
      const cut = more ? redactor.safeCut(text, from, Math.max(from, text.length - REACH)) : text.length;
      const redacted = redactor.redactRange(text, from, cut);
      context = text.slice(Math.max(0, cut - CONTEXT), cut);
      held = text.slice(cut);
      return binary ? payloadOf(Buffer.from(redacted, "latin1")) : redacted;
    },
  };
}

/** The bytes as one character each, so that text rules can be used on them. */
export function latin1(payload: Payload): string {
  if (typeof payload === "string") return Buffer.from(payload, "utf8").toString("latin1");
  return Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString("latin1");
}
