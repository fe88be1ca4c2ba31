import { type Json, type JsonText, parseJson, type ReadJson, readWholeJson } from "../domain/json.ts";
import { type CutItem, type CutMember, cutJson, type JsonCut, sliceOf } from "../domain/json-cut.ts";
import { nearest } from "../domain/recent.ts";
import { createRecentBodies } from "../pipeline/recent-bodies.ts";
import { createRooms, type Rooms } from "../pipeline/rooms.ts";

/** What is held to go on from: as many texts as conversations usually run at once. */
const MOST = { count: 6, bytes: 4 * 1024 * 1024 };
/** Shorter texts are parsed as they are, and those that could not be held. */
const WORTHWHILE = { least: 32 * 1024, most: MOST.bytes };

interface Read {
  readonly bytes: Buffer;
  readonly cut: JsonCut;
}

/**
 * A reader for texts that mostly begin like an earlier one: agents send their whole history with each ask. What is the
 * same is not parsed again, and comes as the same value, which is shared, so nobody may write to it.
 */
export function createJsonReader(rooms: Rooms = createRooms()): ReadJson {
  const values = new WeakMap<CutItem, Json>();
  const recent = createRecentBodies<Read>(rooms, MOST);

  function valueOf(bytes: Buffer, piece: CutItem): Json | undefined {
    const known = values.get(piece);
    if (known !== undefined) return known;
    const value = parseJson(sliceOf(bytes, piece.start, piece.end));
    if (value !== undefined) values.set(piece, value);
    return value;
  }

  function memberOf(bytes: Buffer, member: CutMember): Json | undefined {
    if (member.items === undefined) return valueOf(bytes, member);
    const items = member.items.map((item) => valueOf(bytes, item));
    return items.includes(undefined) ? undefined : (items as Json[]);
  }

  function objectOf(bytes: Buffer, { members }: JsonCut): Json | undefined {
    const entries: [string, Json][] = [];
    for (const member of members) {
      const value = memberOf(bytes, member);
      if (value === undefined) return undefined;
      entries.push([member.key, value]);
    }
    return Object.fromEntries(entries);
  }

  return (text) => {
    const bytes = text.length < WORTHWHILE.least || text.length > WORTHWHILE.most ? undefined : bytesOf(text);
    if (bytes === undefined) return readWholeJson(text);
    const { before, common } = nearest(recent.all, bytes.length, (one) => rooms.likeness(one.bytes, bytes).ends.prefix);
    const cut = cutJson(bytes, before?.cut, common);
    const value = cut && objectOf(bytes, cut);
    if (cut === undefined || value === undefined) return readWholeJson(text);
    // An earlier state of the same conversation is not needed any more; one that only begins alike is.
    recent.add({ bytes: rooms.keep(bytes), cut }, before && common * 2 > before.bytes.length ? before : undefined);
    return value;
  };
}

/** Undefined where UTF-8 cannot say the same. */
function bytesOf(text: JsonText): Buffer | undefined {
  if (typeof text !== "string") return Buffer.from(text.buffer, text.byteOffset, text.length);
  return text.isWellFormed() ? Buffer.from(text) : undefined;
}
