import { createHeldBytes } from "./held-bytes.ts";
import { END_OF_HEAD, type PlainResponse, readPlainResponse } from "./plain-head.ts";

/** Longest head of an answer in bytes: APIs may put whole documents into headers. */
export const MOST_HEAD = 1024 * 1024;
/** Bytes of the end of a head that may have come with an earlier piece. */
const SEAM = END_OF_HEAD.length - 1;

/** How every answer begins. */
const BEGINNING = "HTTP/";

/** Collects what comes of an upstream until a head is whole: `head`, and the bytes behind it. Undefined: more has to come. */
export type NextHead = (bytes: Buffer) => { readonly head: PlainResponse; readonly rest: Buffer } | { readonly malformed: string } | undefined;

/** `method`: what was asked with. */
export function createAnswerHeads(method: string): NextHead {
  const held = createHeldBytes();
  let tail = "";
  let beginning = "";

  return (bytes) => {
    const isWhole = bytes.includes(END_OF_HEAD) || (tail + bytes.toString("latin1", 0, SEAM)).includes(END_OF_HEAD);
    held.add(bytes);
    if (!isWhole) {
      tail = (tail + bytes.toString("latin1", Math.max(0, bytes.length - SEAM))).slice(-SEAM);
      beginning += bytes.toString("latin1", 0, BEGINNING.length - beginning.length);
      if (!BEGINNING.startsWith(beginning)) return { malformed: "what it says is not HTTP" };
      return held.size() > MOST_HEAD ? { malformed: "the head of its answer is too long" } : undefined;
    }
    const all = held.take();
    tail = "";
    beginning = "";
    const head = readPlainResponse(all, method);
    if (head === undefined || "malformed" in head) return head;
    return { head, rest: all.subarray(head.size) };
  };
}
