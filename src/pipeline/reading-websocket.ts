import { createInflateRaw } from "node:zlib";
import { readCloseFrame } from "../domain/closing.ts";
import type { HeaderList } from "../domain/exchange.ts";
import { createFrameReader, isControl, type FrameHead, type FramePiece, type Opcode } from "../domain/frames.ts";
import { headerValues } from "../domain/headers.ts";
import { payloadOf } from "../domain/payload.ts";
import { createDecompressor } from "./decompressor.ts";
import type { Emit, SideReader } from "./reading-body.ts";
import { createParts } from "./reading-parts.ts";

/** What a sender of permessage-deflate leaves out at the end of each message (RFC 7692, 7.2.1). */
const TAIL = Uint8Array.of(0x00, 0x00, 0xff, 0xff);

/** Was permessage-deflate agreed? Only the answer's header says so (RFC 7692, 5). */
export function agreedOnDeflate(answer: HeaderList): boolean {
  const extensions = headerValues(answer, "sec-websocket-extensions") ?? "";
  return extensions.split(",").some((one) => one.split(";")[0]?.trim().toLowerCase() === "permessage-deflate");
}

/**
 * Reads the messages of one side of a WebSocket. When the frames break the protocol, everything from
 * there on is given as `binary`, as it came.
 */
export function createSocketReader(deflate: boolean, emit: Emit): SideReader {
  const frames = createFrameReader({ compression: deflate });
  const message = createMessageReader(emit);
  let broken = false;

  function takePiece(piece: FramePiece, at: number): void | Promise<void> {
    switch (piece.type) {
      case "head":
        return message.open(piece.head);
      case "payload":
        return message.add(piece.bytes, at);
      case "end":
        return message.close(piece.head, at);
      case "broken":
        broken = true;
        return message.raw(piece.rest, at);
    }
  }

  function takeFrom(pieces: readonly FramePiece[], start: number, at: number): void | Promise<void> {
    for (const [i, piece] of pieces.slice(start).entries()) {
      const waiting = takePiece(piece, at);
      if (waiting) return waiting.then(() => takeFrom(pieces, start + i + 1, at));
    }
  }

  return {
    take: (bytes, at) => (broken ? message.raw(bytes, at) : takeFrom(frames.push(bytes), 0, at)),
    tick: (at) => message.tick(at),
    end: () => message.end(),
  };
}

function createMessageReader(emit: Emit) {
  const inflate = createInflation((bytes) => parts.add(bytes, inflatingAt));
  let inflatingAt = 0;
  let kind: "text" | "binary" = "binary";
  let compressed = false;
  let inMessage = false;
  let control: Opcode | undefined;
  let controlBody: Uint8Array[] = [];
  const parts = createParts((payload, at, more) => emit(kind, payload, at, more));

  function endMessage(at?: number): void {
    inMessage = false;
    parts.end(at);
  }

  function endControl(at: number): void {
    const body = Buffer.concat(controlBody);
    controlBody = [];
    if (control === "close") emit("close", JSON.stringify(readCloseFrame(body)), at, false);
    else if (control === "ping" || control === "pong") emit(control, payloadOf(body), at, false);
    control = undefined;
  }

  /** What cannot be inflated is given compressed, as a binary message; frames can still be told apart. */
  async function inflateOrKeep(work: Promise<Uint8Array | undefined>, at: number): Promise<void> {
    const failed = await work;
    if (!failed) return;
    compressed = false;
    if (parts.open) parts.end();
    kind = "binary";
    parts.add(failed, at);
  }

  return {
    open({ opcode, compressed: isCompressed }: FrameHead): void {
      if (isControl(opcode)) control = opcode;
      else if (opcode !== "continuation") {
        kind = opcode === "text" && !(isCompressed && inflate.broken) ? "text" : "binary";
        compressed = isCompressed && !inflate.broken;
        inMessage = true;
      }
    },
    add(bytes: Uint8Array, at: number): void | Promise<void> {
      if (control) {
        controlBody.push(bytes);
        return;
      }
      if (!compressed) return parts.add(bytes, at);
      inflatingAt = at;
      return inflateOrKeep(inflate.write(bytes), at);
    },
    close({ fin }: FrameHead, at: number): void | Promise<void> {
      if (control) return endControl(at);
      if (!fin) return;
      if (!compressed) return endMessage(at);
      inflatingAt = at;
      return inflateOrKeep(inflate.finish(), at).then(() => endMessage(at));
    },
    raw(bytes: Uint8Array, at: number): void {
      if (inMessage && kind === "text") endMessage();
      inMessage = true;
      kind = "binary";
      parts.add(bytes, at);
    },
    tick: (at: number) => parts.tick(at),
    end(): void {
      inflate.close();
      if (inMessage && parts.open) endMessage();
    },
  };
}

/**
 * Inflates the messages of one side. The window is always kept from message to message: a sender that agreed
 * not to use it (`no_context_takeover`, RFC 7692, 7.1.1) just never refers to it, and a smaller window fits into this one.
 */
function createInflation(onData: (bytes: Uint8Array) => void) {
  const decompressor = createDecompressor(() => createInflateRaw(), onData);
  let held: Uint8Array | undefined;
  let broken = false;

  async function write(bytes: Uint8Array): Promise<Uint8Array | undefined> {
    const rest = await decompressor.write(bytes);
    if (rest) broken = true;
    return rest;
  }

  return {
    get broken() {
      return broken;
    },
    /** Holds the last piece back, to give it together with the tail: each write is a trip to another thread. */
    write(bytes: Uint8Array): Promise<Uint8Array | undefined> {
      const before = held;
      held = bytes;
      return before ? write(before) : Promise.resolve(undefined);
    },
    finish(): Promise<Uint8Array | undefined> {
      const last = held ?? new Uint8Array(0);
      held = undefined;
      return write(Buffer.concat([last, TAIL]));
    },
    close: () => decompressor.close(),
  };
}
