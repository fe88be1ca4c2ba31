import type { ExchangeEvent, Message, MessageRun, Opening, Side } from "../domain/exchange.ts";
import type { Turn } from "../domain/turn.ts";
import type { Rooms } from "../pipeline/rooms.ts";
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
  /** What was packed: kept for the case that its base has been pruned meanwhile. */
  readonly bytes: Buffer;
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

/** Messages of this size and more may be resent, and get a segment of their own. */
const LARGE = 8 * 1024;
/** Smaller ones are joined to segments of about this size. */
const FULL = 64 * 1024;

/** `rooms`: where what is lent is kept until it is stored. */
export function createRecording(opening: Opening, fold: TurnReader | undefined, rooms: Rooms): Recording {
  let waiting: Waiting[] = [];
  let seq = 0;
  const row: Row = { number: undefined };
  const bytes = { client: 0, upstream: 0 };
  return {
    row,
    opening,
    fold,
    postponed: false,
    settled: 0,
    touched: true,
    bytes,
    add(message) {
      const length = storedLength(message.payload);
      const kept = message.lent ? { ...message, payload: rooms.keep(message.payload as Uint8Array) } : message;
      waiting.push({ message: kept, length });
      bytes[message.from] += length;
      return length;
    },
    addRun(run) {
      const { length } = run.text;
      waiting.push({ run, length });
      bytes[run.from] += length;
      return length;
    },
    take(bodies, hurried = false) {
      const groups = grouped(waiting);
      waiting = [];
      return groups.map((group) => segmentOf({ row, seq: seq++ }, group, { rooms, bodies, hurried }));
    },
  };
}

/** How many turns at the beginning of these have ended: nothing changes in them any more. */
export function endedIn(turns: readonly Turn[]): number {
  const running = turns.findIndex(({ state }) => state === "running");
  return running < 0 ? turns.length : running;
}

/** Large messages alone, runs of small ones together, in order. */
function grouped(waiting: readonly Waiting[]): Waiting[][] {
  const groups: Waiting[][] = [];
  let run: { readonly members: Waiting[]; size: number } | undefined;
  for (const one of waiting) {
    const { length } = one;
    const isLarge = "message" in one && length >= LARGE;
    if (run === undefined || isLarge || run.size + length > FULL) {
      run = { members: [], size: 0 };
      groups.push(run.members);
    }
    run.members.push(one);
    run.size += length;
    if (isLarge) run = undefined;
  }
  return groups;
}

function segmentOf(spot: Spot, group: readonly Waiting[], { rooms, bodies, hurried }: { rooms: Rooms; bodies: BodiesBySide; hurried: boolean }): Segment {
  const marks = encodeMarks(group);
  const [first] = group;
  if (group.length === 1 && first !== undefined && "message" in first && first.length >= LARGE) {
    const { from, payload, lent } = first.message;
    const bytes = lent ? (payload as Buffer) : bytesIn(rooms.take(first.length), payload);
    return { spot, packed: bodies[from].pack(spot, bytes), marks, bytes };
  }
  const bytes = bytesOf(group.map((one) => ("run" in one ? one.run.text : one.message.payload)));
  const { squeezed, data } = squeeze(bytes, hurried);
  return { spot, packed: { coding: squeezed ? CODING.zstd : CODING.plain, data }, marks, bytes };
}
