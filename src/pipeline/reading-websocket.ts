import { isAscii } from "node:buffer";
import { readCloseFrame } from "../domain/closing.ts";
import type { HeaderList } from "../domain/exchange.ts";
import { createFrameReader, isControl, type FrameHead, type FramePiece, type Opcode, wholeTexts } from "../domain/frames.ts";
import { headerValues } from "../domain/headers.ts";
import { payloadOf } from "../domain/payload.ts";
import { copyBytes } from "../platform/copy-bytes.ts";
import { createInflation } from "./inflation.ts";
import type { Emit, SideReader } from "./reading-body.ts";
import { createParts } from "./reading-parts.ts";
import { type EmitRun, FEWEST_IN_RUN, LARGEST_IN_RUN } from "./reading-runs.ts";
import type { Rooms } from "./rooms.ts";

/** Was permessage-deflate agreed? Only the answer's header says so (RFC 7692, 5). */
export function agreedOnDeflate(answer: HeaderList): boolean {
  const extensions = headerValues(answer, "sec-websocket-extensions") ?? "";
  return extensions.split(",").some((one) => one.split(";")[0]?.trim().toLowerCase() === "permessage-deflate");
}

/**
 * Reads the messages of one side of a WebSocket. When the frames break the protocol, everything from
 * there on is given as `binary`, as it came.
 */
export function createSocketReader(deflate: boolean, rooms: Rooms, emit: Emit, emitRun: EmitRun): SideReader {
  const frames = createFrameReader({ compression: deflate });
  const message = createMessageReader(rooms, emit);
  const rest = createParts(rooms, (payload, at, form) => emit("binary", payload, at, form));
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
        rest.add(piece.rest, at);
        return message.breakOff(at);
    }
  }

  function takeFrom(pieces: readonly FramePiece[], start: number, at: number): void | Promise<void> {
    for (let i = start; i < pieces.length; i++) {
      const piece = pieces[i];
      const waiting = piece && takePiece(piece, at);
      if (waiting) return takeRest(waiting, pieces, i + 1, at);
    }
  }

  async function takeRest(waiting: Promise<void>, pieces: readonly FramePiece[], start: number, at: number): Promise<void> {
    await waiting;
    await takeFrom(pieces, start, at);
  }

  /** What lies behind the message under way may be many messages that came whole. */
  function take(bytes: Uint8Array, at: number): void | Promise<void> {
    const { pieces, rest: behind } = frames.finish(bytes);
    const waiting = takeFrom(pieces, 0, at);
    return waiting ? takeBehind(waiting, behind, at) : takeFrom(frames.push(takeWhole(behind, at)), 0, at);
  }

  async function takeBehind(waiting: Promise<void>, behind: Uint8Array, at: number): Promise<void> {
    await waiting;
    await take(behind, at);
  }

  function endAll(): void {
    message.stop();
    if (rest.isOpen()) rest.end();
  }

  async function endAfter(waiting: Promise<void>): Promise<void> {
    await waiting;
    endAll();
  }

  /** Gives the messages that came whole, many of them as one; returns what else there is. Only where a message begins. */
  function takeWhole(bytes: Uint8Array, at: number): Uint8Array {
    const { payloads, end } = wholeTexts(bytes, LARGEST_IN_RUN);
    if (payloads.length < FEWEST_IN_RUN) return bytes;
    let length = 0;
    const ends = payloads.map(([start, stop]) => (length += stop - start));
    const all = rooms.scratch(length);
    for (const [i, [start, stop]] of payloads.entries()) copyBytes(bytes.subarray(start, stop), all, ends[i - 1] ?? 0);
    if (!isAscii(all)) return bytes;
    emitRun("text", all, ends, at);
    return bytes.subarray(end);
  }

  return {
    take: (bytes, at) => (broken ? rest.add(bytes, at) : take(bytes, at)),
    tick(at) {
      message.tick(at);
      rest.tick(at);
    },
    end(at) {
      const waiting = message.breakOff(at);
      return waiting ? endAfter(waiting) : endAll();
    },
  };
}

/** Reads the messages of one side; control frames may come between the frames of a message. */
function createMessageReader(rooms: Rooms, emit: Emit) {
  const control = createControlReader(emit);
  const data = createDataReader(rooms, emit);
  let current: Opcode = "binary";

  return {
    open(head: FrameHead): void {
      current = head.opcode;
      if (!isControl(current)) data.open(head);
    },
    add: (bytes: Uint8Array, at: number): void | Promise<void> => (isControl(current) ? control.add(bytes) : data.add(bytes, at)),
    close: (head: FrameHead, at: number): void | Promise<void> => (isControl(current) ? control.end(current, at) : data.close(head, at)),
    tick: data.tick,
    breakOff: data.breakOff,
    stop: data.stop,
  };
}

function createControlReader(emit: Emit) {
  let pieces: Uint8Array[] = [];
  return {
    add: (bytes: Uint8Array): void => void pieces.push(new Uint8Array(bytes)),
    end(opcode: "close" | "ping" | "pong", at: number): void {
      const body = Buffer.concat(pieces);
      pieces = [];
      emit(opcode, opcode === "close" ? JSON.stringify(readCloseFrame(body)) : payloadOf(body), at);
    },
  };
}

function createDataReader(rooms: Rooms, emit: Emit) {
  const inflate = createInflation((bytes) => parts.add(bytes, inflatingAt));
  let inflatingAt = 0;
  let kind: "text" | "binary" = "binary";
  let compressed = false;
  let inMessage = false;
  const parts = createParts(rooms, (payload, at, form) => emit(kind, payload, at, form));

  function endMessage(at?: number): void {
    inMessage = false;
    parts.end(at);
  }

  /** What cannot be inflated is given compressed, as a binary message; frames can still be told apart. */
  async function inflateOrKeep(work: Promise<Uint8Array | undefined>, at: number): Promise<void> {
    const failed = await work;
    if (!failed) return;
    compressed = false;
    if (parts.isOpen()) parts.end();
    kind = "binary";
    parts.add(failed, at);
  }

  async function endInflated(at: number): Promise<void> {
    await inflateOrKeep(inflate.finish(), at);
    endMessage(at);
  }

  async function breakOffInflated(at: number): Promise<void> {
    await inflateOrKeep(inflate.giveUp(), at);
    if (parts.isOpen()) endMessage();
  }

  function addData(bytes: Uint8Array, at: number): void | Promise<void> {
    if (!compressed) return parts.add(bytes, at);
    inflatingAt = at;
    return inflateOrKeep(inflate.write(bytes), at);
  }

  return {
    open({ opcode, compressed: isCompressed }: FrameHead): void {
      if (opcode === "continuation") return;
      compressed = isCompressed && !inflate.isBroken();
      kind = opcode === "text" && compressed === isCompressed ? "text" : "binary";
      inMessage = true;
    },
    close({ fin }: FrameHead, at: number): void | Promise<void> {
      if (!fin) return;
      if (!compressed) return endMessage(at);
      inflatingAt = at;
      return endInflated(at);
    },
    add: addData,
    tick: (at: number): void => parts.tick(at),
    /** The message under way will not be complete: gives what is there of it. */
    breakOff(at: number): void | Promise<void> {
      if (!inMessage) return;
      if (compressed) return breakOffInflated(at);
      if (parts.isOpen()) endMessage();
    },
    stop: (): void => inflate.close(),
  };
}
