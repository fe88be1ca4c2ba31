/**
 * Reads WebSocket frames (RFC 6455, 5.2) out of bytes as they come. Own code and not the receiver of `ws`, because
 * that one hands out whole messages only and fails beyond its `maxPayload`: to watch a 64 MB message go by it would
 * need 64 MB. This one never holds more than a frame's head. It is pure: no sockets, no errors thrown.
 */

/** RFC 6455, 5.2. */
export type Opcode = "continuation" | "text" | "binary" | "close" | "ping" | "pong";

export interface FrameHead {
  readonly opcode: Opcode;
  /** The last frame of its message. */
  readonly fin: boolean;
  /** RSV1: the message is compressed (RFC 7692, 6). */
  readonly compressed: boolean;
}

/** A frame comes as its head, any number of payload pieces (unmasked, never empty) and its end. After `broken` nothing follows. */
export type FramePiece =
  | { readonly type: "head"; readonly head: FrameHead }
  | { readonly type: "payload"; readonly bytes: Uint8Array }
  | { readonly type: "end"; readonly head: FrameHead }
  /** `rest` is everything from the head of the frame that breaks the protocol. */
  | { readonly type: "broken"; readonly problem: string; readonly rest: Uint8Array };

/** Reads one side of a connection. */
export interface FrameReader {
  push(bytes: Uint8Array): FramePiece[];
  /** As `push`, but no farther than the end of the message under way; none is where the next byte begins one. `rest` is not read yet. */
  finish(bytes: Uint8Array): { readonly pieces: readonly FramePiece[]; readonly rest: Uint8Array };
}

/** Messages that stand whole and one behind the other at the start of some bytes. */
export interface WholeTexts {
  /** Where the payload of each begins and ends. */
  readonly payloads: readonly (readonly [start: number, end: number])[];
  /** Behind the last one. */
  readonly end: number;
}

const TEXT_WHOLE = 0x81;

/**
 * The text messages at the start of these bytes that are one frame each, neither masked nor compressed, and no longer than
 * `longest`: how an API streams. Only to be asked where a frame begins; from `end` on a frame reader reads.
 */
export function wholeTexts(bytes: Uint8Array, longest: number): WholeTexts {
  const payloads: [start: number, end: number][] = [];
  let at = 0;
  while (bytes[at] === TEXT_WHOLE) {
    const short = bytes[at + 1] ?? 127;
    if (short > 126) break;
    const start = at + (short === 126 ? 4 : 2);
    const end = start + (short === 126 ? (bytes[at + 2] ?? 0) * 256 + (bytes[at + 3] ?? 0) : short);
    if (end > bytes.length || end - start > longest) break;
    payloads.push([start, end]);
    at = end;
  }
  return { payloads, end: at };
}

const OPCODES: Readonly<Record<number, Opcode>> = { 0: "continuation", 1: "text", 2: "binary", 8: "close", 9: "ping", 10: "pong" };
const LONGEST_HEAD = 14;
const LONGEST_CONTROL = 125;

/** `compression`: permessage-deflate was agreed, so that RSV1 is allowed. */
export function createFrameReader({ compression }: { readonly compression: boolean }): FrameReader {
  const held = new Uint8Array(LONGEST_HEAD);
  let heldLength = 0;
  let frame: { readonly head: FrameHead; readonly mask: Uint8Array | undefined; left: number; maskAt: number } | undefined;
  let inMessage = false;

  /** Collects a head byte by byte; returns how many of the bytes it took. */
  function readHead(bytes: Uint8Array, pieces: FramePiece[]): number {
    let taken = 0;
    while (taken < bytes.length) {
      held[heldLength++] = bytes[taken++] ?? 0;
      if (heldLength < 2 || heldLength < headLength(held)) continue;
      const head = held.slice(0, heldLength);
      heldLength = 0;
      const problem = open(head, pieces);
      if (problem === undefined) break;
      pieces.push({ type: "broken", problem, rest: joined(head, bytes.subarray(taken)) });
      return bytes.length;
    }
    return taken;
  }

  function open(bytes: Uint8Array, pieces: FramePiece[]): string | undefined {
    const first = bytes[0] ?? 0;
    const opcode = OPCODES[first & 0x0f];
    if (!opcode) return `reserved opcode ${first & 0x0f}`;
    const head: FrameHead = { opcode, fin: (first & 0x80) !== 0, compressed: (first & 0x40) !== 0 };
    const length = payloadLength(bytes);
    const problem = problemOf(head, first, length);
    if (problem) return problem;
    if (!isControl(opcode)) inMessage = !head.fin;
    // Which side masks is not checked: an observer reads what both sides accept.
    const mask = (bytes[1] ?? 0) & 0x80 ? bytes.slice(-4) : undefined;
    frame = { head, mask, left: length, maskAt: 0 };
    pieces.push({ type: "head", head });
    endIfWhole(pieces);
    return undefined;
  }

  function problemOf(head: FrameHead, first: number, length: number): string | undefined {
    if (first & 0x30) return "reserved bits are set";
    if (head.compressed && (!compression || isControl(head.opcode) || head.opcode === "continuation")) return "a frame is compressed that must not be";
    if (!Number.isSafeInteger(length)) return "a frame is too long";
    if (isControl(head.opcode)) return head.fin && length <= LONGEST_CONTROL ? undefined : "a control frame is fragmented or too long";
    if (head.opcode === "continuation") return inMessage ? undefined : "a continuation without a message";
    return inMessage ? "a message begins within a message" : undefined;
  }

  function readPayload(bytes: Uint8Array, pieces: FramePiece[]): number {
    if (!frame) return 0;
    const taken = bytes.subarray(0, frame.left);
    pieces.push({ type: "payload", bytes: frame.mask ? unmasked(taken, frame.mask, frame.maskAt) : taken });
    frame.left -= taken.length;
    frame.maskAt = (frame.maskAt + taken.length) & 3;
    endIfWhole(pieces);
    return taken.length;
  }

  function endIfWhole(pieces: FramePiece[]): void {
    if (!frame || frame.left > 0) return;
    pieces.push({ type: "end", head: frame.head });
    frame = undefined;
  }

  /** True between two messages. */
  const isIdle = (): boolean => frame === undefined && heldLength === 0 && !inMessage;

  function read(bytes: Uint8Array, isEnough: () => boolean): { readonly pieces: FramePiece[]; readonly rest: Uint8Array } {
    const pieces: FramePiece[] = [];
    let at = 0;
    while (at < bytes.length && !isEnough()) at += frame ? readPayload(bytes.subarray(at), pieces) : readHead(bytes.subarray(at), pieces);
    return { pieces, rest: bytes.subarray(at) };
  }

  return {
    push: (bytes) => read(bytes, () => false).pieces,
    finish: (bytes) => read(bytes, isIdle),
  };
}

/** True for close, ping and pong, which may stand between the fragments of a message (RFC 6455, 5.5). */
export function isControl(opcode: Opcode): opcode is "close" | "ping" | "pong" {
  return opcode === "close" || opcode === "ping" || opcode === "pong";
}

function headLength(bytes: Uint8Array): number {
  const second = bytes[1] ?? 0;
  const short = second & 0x7f;
  const lengthBytes = short === 127 ? 8 : short === 126 ? 2 : 0;
  return 2 + lengthBytes + (second & 0x80 ? 4 : 0);
}

function payloadLength(bytes: Uint8Array): number {
  const short = (bytes[1] ?? 0) & 0x7f;
  if (short < 126) return short;
  const end = short === 126 ? 4 : 10;
  let length = 0;
  for (let i = 2; i < end; i++) length = length * 256 + (bytes[i] ?? 0);
  return length;
}

/** RFC 6455, 5.3. Into new bytes: the masked ones belong to somebody else. */
function unmasked(bytes: Uint8Array, mask: Uint8Array, maskAt: number): Uint8Array {
  const out = new Uint8Array(bytes.length);
  const [from, to] = [viewOf(bytes), viewOf(out)];
  const maskOf = (i: number): number => mask[(maskAt + i) & 3] ?? 0;
  const four = maskOf(0) | (maskOf(1) << 8) | (maskOf(2) << 16) | (maskOf(3) << 24);
  const whole = bytes.length & ~3;
  for (let i = 0; i < whole; i += 4) to.setInt32(i, from.getInt32(i, true) ^ four, true);
  for (let i = whole; i < bytes.length; i++) out[i] = (bytes[i] ?? 0) ^ maskOf(i);
  return out;
}

function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
