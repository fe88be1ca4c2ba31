import { describe, expect, test } from "vitest";
import { createFrameReader, type FramePiece, wholeTexts } from "../../../src/domain/frames.ts";

interface Spec {
  readonly opcode: number;
  readonly payload: Uint8Array;
  readonly fin?: boolean;
  readonly rsv?: number;
  readonly mask?: readonly number[];
  /** 7, 16 or 64 bits; otherwise the shortest that fits. */
  readonly lengthBits?: 7 | 16 | 64;
}

/** A frame as RFC 6455, 5.2 draws it. */
function frame({ opcode, payload, fin = true, rsv = 0, mask, lengthBits }: Spec): Buffer {
  const { length } = payload;
  const bits = lengthBits ?? (length < 126 ? 7 : length < 65_536 ? 16 : 64);
  const head = Buffer.alloc(2 + (bits === 7 ? 0 : bits / 8));
  head[0] = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  head[1] = (mask ? 0x80 : 0) | (bits === 7 ? length : bits === 16 ? 126 : 127);
  if (bits === 16) head.writeUInt16BE(length, 2);
  if (bits === 64) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, Buffer.from(mask ?? []), mask ? payload.map((byte, i) => byte ^ (mask[i & 3] ?? 0)) : payload]);
}

function read(bytes: Uint8Array, size = bytes.length, compression = false): FramePiece[] {
  const reader = createFrameReader({ compression });
  const pieces: FramePiece[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(...reader.push(bytes.subarray(at, at + size)));
  return pieces;
}

/** The pieces with the payloads of each frame joined. */
function summary(pieces: readonly FramePiece[]): string[] {
  const lines: string[] = [];
  let payload: Uint8Array[] = [];
  for (const piece of pieces) {
    if (piece.type === "payload") payload.push(piece.bytes);
    if (piece.type === "broken") lines.push(`broken ${Buffer.from(piece.rest).toString("hex")}`);
    if (piece.type !== "end") continue;
    lines.push(`${piece.head.opcode}${piece.head.fin ? "." : "…"} ${Buffer.concat(payload).toString("latin1")}`);
    payload = [];
  }
  return lines;
}

const text = (content: string): Uint8Array => Buffer.from(content, "latin1");
const MASK = [0x12, 0xff, 0x00, 0x7a];

test("frames come out the same however the bytes are cut, with masks, fragments and control frames between them", () => {
  const bytes = Buffer.concat([
    frame({ opcode: 1, payload: text("Hello"), mask: MASK }),
    frame({ opcode: 2, payload: text(""), mask: MASK }),
    frame({ opcode: 1, payload: text("one "), fin: false }),
    frame({ opcode: 9, payload: text("ping"), mask: MASK }),
    frame({ opcode: 0, payload: text(""), fin: false }),
    frame({ opcode: 0, payload: text("two"), mask: MASK }),
    frame({ opcode: 10, payload: text("") }),
    frame({ opcode: 2, payload: text("x".repeat(126)) }),
    frame({ opcode: 2, payload: text("long form"), lengthBits: 64, mask: MASK }),
    frame({ opcode: 8, payload: text("\u0003\u00e8bye") }),
  ]);
  const lines = ["text. Hello", "binary. ", "text… one ", "ping. ping", "continuation… ", "continuation. two", "pong. ", `binary. ${"x".repeat(126)}`, "binary. long form", "close. \u0003\u00e8bye"];

  for (let size = 1; size <= bytes.length; size++) expect(summary(read(bytes, size)), `cut every ${size}`).toEqual(lines);
});

test("a message under way is read to its end, and what lies behind it is left", () => {
  const first = Buffer.concat([frame({ opcode: 1, payload: text("one "), fin: false }), frame({ opcode: 9, payload: text("ping") }), frame({ opcode: 0, payload: text("two"), mask: MASK })]);
  const second = frame({ opcode: 1, payload: text("three") });

  for (let cut = 1; cut < first.length; cut++) {
    const reader = createFrameReader({ compression: false });
    const before = reader.push(first.subarray(0, cut));
    const { pieces, rest } = reader.finish(Buffer.concat([first.subarray(cut), second]));

    expect(summary([...before, ...pieces]), `cut at ${cut}`).toEqual(["text… one ", "ping. ping", "continuation. two"]);
    expect(Buffer.from(rest), `cut at ${cut}`).toEqual(second);
  }
});

test("between messages nothing is under way", () => {
  const bytes = frame({ opcode: 1, payload: text("Hello") });
  const reader = createFrameReader({ compression: false });
  reader.push(bytes);

  expect(reader.finish(bytes)).toEqual({ pieces: [], rest: bytes });
});

test("the bytes that were given are not written to", () => {
  const bytes = frame({ opcode: 1, payload: text("Hello"), mask: MASK });
  const before = Buffer.from(bytes);
  read(bytes);

  expect(bytes).toEqual(before);
});

test("a message of gigabytes needs no memory of its size", () => {
  const reader = createFrameReader({ compression: false });
  const head = Buffer.from([0x82, 127, 0, 0, 0, 8, 0, 0, 0, 0]);
  const first = reader.push(Buffer.concat([head, Buffer.alloc(1000)]));

  expect(first.map(({ type }) => type)).toEqual(["head", "payload"]);
});

test("RSV1 marks a compressed message where that was agreed", () => {
  const bytes = frame({ opcode: 1, payload: text("x"), rsv: 4 });

  expect(read(bytes, 3, true)[0]).toEqual({ type: "head", head: { opcode: "text", fin: true, compressed: true } });
  expect(read(bytes)[0]?.type).toBe("broken");
});

describe("what breaks the protocol ends the reading, and nothing of it is lost", () => {
  const fine = frame({ opcode: 1, payload: text("ok") });

  test.each([
    ["a reserved opcode", frame({ opcode: 3, payload: text("x") })],
    ["reserved bits", frame({ opcode: 1, payload: text("x"), rsv: 2 })],
    ["a compressed control frame", frame({ opcode: 9, payload: text("x"), rsv: 4 })],
    ["a compressed continuation", Buffer.concat([frame({ opcode: 1, payload: text("x"), fin: false }), frame({ opcode: 0, payload: text("x"), rsv: 4 })])],
    ["a fragmented control frame", frame({ opcode: 9, payload: text("x"), fin: false })],
    ["a control frame of 126 bytes", frame({ opcode: 9, payload: text("x".repeat(126)) })],
    ["a continuation of nothing", frame({ opcode: 0, payload: text("x") })],
    ["a message within a message", Buffer.concat([frame({ opcode: 1, payload: text("x"), fin: false }), frame({ opcode: 1, payload: text("x") })])],
    ["a length beyond all numbers", Buffer.from([0x82, 127, 0xff, 0, 0, 0, 0, 0, 0, 0])],
    ["text instead of frames", text("HTTP/1.1 200 OK")],
  ])("%s", (_, bad) => {
    const bytes = Buffer.concat([fine, bad]);

    for (let size = 1; size <= bytes.length; size++) {
      const pieces = read(bytes, size, true);
      const at = pieces.findIndex(({ type }) => type === "broken");
      expect(at, `cut every ${size}`).toBeGreaterThan(2);
      expect(summary(pieces)[0]).toBe("text. ok");
      const rest = pieces[at];
      expect(rest?.type === "broken" && bytes.includes(Buffer.from(rest.rest))).toBe(true);
    }
  });
});

describe("messages that stand whole at the start", () => {
  const framed = (payload: string, first = 0x81): number[] => {
    const bytes = [...Buffer.from(payload)];
    return bytes.length < 126 ? [first, bytes.length, ...bytes] : [first, 126, bytes.length >> 8, bytes.length & 255, ...bytes];
  };
  const texts = (bytes: Uint8Array, longest = 1000): string[] => wholeTexts(bytes, longest).payloads.map(([start, end]) => Buffer.from(bytes.subarray(start, end)).toString());

  test("are found with short and long heads, empty ones too, up to the first that is not whole", () => {
    const long = "x".repeat(300);
    const bytes = Uint8Array.from([...framed("one"), ...framed(""), ...framed(long), ...framed("cut").slice(0, -1)]);

    expect(texts(bytes)).toEqual(["one", "", long]);
    expect(wholeTexts(bytes, 1000).end).toBe(bytes.length - 4);
  });

  test("end before fragments, control frames, compressed, masked, binary and long ones", () => {
    const others = [framed("a", 0x01), framed("a", 0x89), framed("a", 0xc1), framed("a", 0x82), [0x81, 0x81, 1, 2, 3, 4, 5], framed("y".repeat(200))];

    for (const other of others) expect(texts(Uint8Array.from([...framed("one"), ...other, ...framed("two")]), 150)).toEqual(["one"]);
  });

  test("are none where a head is cut off", () => {
    expect(wholeTexts(Uint8Array.of(0x81), 100)).toEqual({ payloads: [], end: 0 });
    expect(wholeTexts(Uint8Array.of(0x81, 126, 0), 100)).toEqual({ payloads: [], end: 0 });
  });
});
