import { type PlainResponse, readPlainResponse } from "./plain-head.ts";

/** Longest head of an answer in bytes: APIs may put whole documents into headers. */
const MOST_HEAD = 1024 * 1024;
const END = "\r\n\r\n";

/** Collects what comes of an upstream until a head is whole: `head`, and the bytes behind it. Undefined: more has to come. */
export type NextHead = (bytes: Buffer) => { readonly head: PlainResponse; readonly rest: Buffer } | { readonly malformed: string } | undefined;

/** `method`: what was asked with. */
export function createAnswerHeads(method: string): NextHead {
  let pieces: Buffer[] = [];
  let size = 0;
  /** The last bytes that came, since the end of a head may come in two pieces. */
  let tail: Buffer = Buffer.alloc(0);

  return (bytes) => {
    const seam = Buffer.concat([tail, bytes.subarray(0, END.length - 1)]);
    const isWhole = seam.includes(END) || bytes.includes(END);
    pieces.push(bytes);
    size += bytes.length;
    tail = Buffer.concat([tail, bytes.subarray(-(END.length - 1))]).subarray(-(END.length - 1));
    if (!isWhole) return size > MOST_HEAD ? { malformed: "the head of its answer is too long" } : undefined;
    const all = pieces.length === 1 ? bytes : Buffer.concat(pieces);
    pieces = [];
    size = 0;
    tail = Buffer.alloc(0);
    const head = readPlainResponse(all, method);
    if (head === undefined || "malformed" in head) return head;
    return { head, rest: all.subarray(head.size) };
  };
}
