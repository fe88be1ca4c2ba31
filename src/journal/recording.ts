import type { ExchangeEvent, Message, MessageRun, Opening, Side } from "../domain/exchange.ts";
import { wellFormedText } from "../domain/payload.ts";
import type { Turn } from "../domain/turn.ts";
import { type Rooms, type Scratch, SMALLEST_ROOM } from "../pipeline/rooms.ts";
import type { TurnReader } from "../providers/provider.ts";
import type { Bodies, PackedBody } from "./bodies.ts";
import { bytesIn, bytesOf, encodeMarks, storedLength } from "./marks.ts";
import { CODING, squeeze } from "./pack.ts";

/** The row of an exchange, once it has been stored. */
export interface Row {
  number: number | undefined;
}

/** Where a segment will be. */
export interface Spot {
  readonly row: Row;
  readonly seq: number;
}

/** A segment ready to be stored. */
export interface Segment {
  readonly spot: Spot;
  readonly packed: PackedBody<Spot>;
  readonly marks: Buffer;
  /** What was packed, of a large message: kept for the case that its base has been pruned meanwhile. */
  readonly bytes?: Buffer;
}

/** An exchange that is being recorded: what of it waits to be stored. */
export interface Recording {
  readonly row: Row;
  readonly opening: Opening;
  /** Absent when nobody understands it, or when its turns are derived later. */
  fold: TurnReader | undefined;
  /** True when turns have to be read from the journal, since their events were not followed. */
  postponed: boolean;
  /** Turns before this one have ended and are stored. */
  settled: number;
  /** Something came since the last flush. */
  touched: boolean;
  answered?: Extract<ExchangeEvent, { type: "answered" }>;
  ended?: Extract<ExchangeEvent, { type: "ended" }>;
  readonly bytes: { client: number; upstream: number };
  /** Adds a message; returns its size in bytes. */
  add(message: Message): number;
  /** Adds many at once; returns their size in bytes. */
  addRun(run: MessageRun): number;
  /** What waits, packed; afterwards nothing waits. `hurried`: as quickly as it goes. */
  take(bodies: BodiesBySide, hurried?: boolean): Segment[];
}

/** The two sides resend different things, so each has its own list of recent bodies. */
export type BodiesBySide = Readonly<Record<Side, Bodies<Spot>>>;

/** A message or many, with the bytes that they take as they are stored. */
type Waiting = { readonly message: Message; readonly length: number } | { readonly run: MessageRun; readonly length: number };

/** What will be a segment: one large message, or small ones. */
interface Group {
  readonly spot: Spot;
  readonly members: Waiting[];
  readonly isLarge: boolean;
  size: number;
}

/** Bodies of this size and more may be resent, and get a segment of their own; so does any other message that is much larger than what streams. */
const LARGE_BODY = 8 * 1024;
const LARGE = 16 * 1024;
/** Smaller ones are joined to segments of this size, and up to one message or one run more. */
const FULL = 128 * 1024;

/** Where bytes are while they are recorded. */
export interface RecordingRooms {
  /** Where what is lent is kept until it is stored. */
  readonly rooms: Rooms;
  /** Where small messages are put together. */
  readonly scratch: Scratch;
}

export function createRecording(opening: Opening, fold: TurnReader | undefined, { rooms, scratch }: RecordingRooms): Recording {
  /** In the order of their segments; those of small messages are packed as soon as they are full, so that what is held is small. */
  let groups: (Group | Segment)[] = [];
  let open: Group | undefined;
  let seq = 0;
  const row: Row = { number: undefined };
  const bytes = { client: 0, upstream: 0 };

  function hold(one: Waiting, from: Side): number {
    const { length } = one;
    const isLarge = "message" in one && length >= (one.message.kind === "body" ? LARGE_BODY : LARGE);
    bytes[from] += length;
    if (isLarge) close();
    const group = open ?? { spot: { row, seq: seq++ }, members: [], isLarge, size: 0 };
    if (open === undefined) groups.push(group);
    open = isLarge ? undefined : group;
    group.members.push(one);
    group.size += length;
    if (group.size >= FULL) close();
    return length;
  }

  function close(): void {
    if (open !== undefined) groups[groups.length - 1] = packSmall(open, { rooms, scratch }, false);
    open = undefined;
  }

  /** What is packed at once is not copied. */
  function ownRun(run: MessageRun): MessageRun {
    const { payload } = run;
    if (typeof payload === "string" || (open?.size ?? 0) + payload.length >= FULL) return run;
    return { ...run, payload: payload.length < SMALLEST_ROOM ? wellFormedText(payload) : rooms.keep(payload) };
  }

  return {
    row,
    opening,
    fold,
    postponed: false,
    settled: 0,
    touched: true,
    bytes,
    add(message) {
      const kept = message.lent ? { ...message, payload: rooms.keep(message.payload as Uint8Array) } : message;
      return hold({ message: kept, length: storedLength(message.payload) }, message.from);
    },
    addRun: (run) => hold({ run: ownRun(run), length: run.payload.length }, run.from),
    take(bodies, hurried = false) {
      const taken = groups;
      groups = [];
      open = undefined;
      return taken.map((one) => ("packed" in one ? one : one.isLarge ? packLarge(one, rooms, bodies) : packSmall(one, { rooms, scratch }, hurried)));
    },
  };
}

/** How many turns at the beginning of these have ended: nothing changes in them any more. */
export function endedIn(turns: readonly Turn[]): number {
  const running = turns.findIndex(({ state }) => state === "running");
  return running < 0 ? turns.length : running;
}

function packLarge({ spot, members }: Group, rooms: Rooms, bodies: BodiesBySide): Segment {
  const [only] = members;
  if (only === undefined || !("message" in only)) throw new Error("a large message is one");
  const { from, payload, lent } = only.message;
  const bytes = lent ? (payload as Buffer) : bytesIn(rooms.take(only.length), payload);
  return { spot, packed: bodies[from].pack(spot, bytes), marks: encodeMarks(members), bytes };
}

function packSmall({ spot, members }: Group, { rooms, scratch }: RecordingRooms, hurried: boolean): Segment {
  const payloads = members.map((one) => ("run" in one ? one.run.payload : one.message.payload));
  const bytes = bytesOf(payloads, scratch);
  for (const payload of payloads) if (typeof payload !== "string") rooms.release(payload);
  const { squeezed, data } = squeeze(bytes, hurried);
  return { spot, packed: squeezed ? { coding: CODING.zstd, data } : { coding: CODING.plain, data: Buffer.from(data) }, marks: encodeMarks(members) };
}
