import type { Side } from "../domain/exchange.ts";
import type { Observation } from "../pipeline/recorder.ts";
import { copyBytes } from "../platform/copy-bytes.ts";
import type { PackedObservation } from "./thread-port.ts";

/**
 * Observations on their way to another thread. Bytes are copied into memory that both threads see: handed over each time, V8 would
 * take the same few buffers for megabytes of new ones, and look for what it can let go of all the time.
 */
export interface Outgoing {
  add(observation: Observation): void;
  /** Bytes and bookkeeping that wait here. */
  readonly size: number;
  /**
   * What waits, as a JSON list of `PackedObservation`; the slabs that hold its bytes; and the numbers of those that hold nothing
   * of what follows: when it has been read, they are to be given back.
   */
  take(): { readonly observations: string; readonly slabs: readonly SharedArrayBuffer[]; readonly full: readonly number[]; readonly size: number };
  /** Slabs that nobody reads any more, by their numbers: they are written to again. */
  reuse(numbers: readonly number[]): void;
}

/** Length of a slab. */
const SLAB = 256 * 1024;
/**
 * How many of them are kept: about all that may be under way. One that is let go of stays until both threads have collected what
 * once referred to it, and V8 counts shared memory for neither.
 */
const MOST_SPARE = 16;
/** What an observation weighs beside its bytes, so that many tiny ones count too. */
const OVERHEAD = 200;

interface Slab {
  readonly number: number;
  readonly bytes: Uint8Array<SharedArrayBuffer>;
}

interface OpenBytes {
  readonly id: string;
  readonly at: number;
  readonly from: Side;
  readonly slab: number;
  readonly offset: number;
  length: number;
}

export function createOutgoing(): Outgoing {
  let observations: PackedObservation[] = [];
  /** The last observation, when it was of bytes: what comes behind it from the same side at the same time is joined to it. */
  let last: OpenBytes | undefined;
  let made = 0;
  let spare: Slab[] = [];
  const away = new Map<number, Slab>();
  /** The one that is written to, and those that are full since the last were taken. */
  let current = freshSlab();
  let full: Slab[] = [];
  let used = 0;
  let size = 0;

  function addBytes({ id, at, from, bytes }: Extract<Observation, { type: "bytes" }>): void {
    size += bytes.length;
    for (let done = 0; done < bytes.length; ) {
      if (used === SLAB) nextSlab();
      const piece = bytes.subarray(done, done + SLAB - used);
      note(id, at, from, piece);
      done += piece.length;
    }
  }

  function note(id: string, at: number, from: Side, bytes: Uint8Array): void {
    const slab = full.length;
    copyBytes(bytes, current.bytes, used);
    const offset = used;
    used += bytes.length;
    if (last && last.id === id && last.from === from && last.at === at && last.slab === slab) {
      last.length += bytes.length;
      return;
    }
    closeBytes();
    size += OVERHEAD;
    last = { id, at, from, slab, offset, length: bytes.length };
  }

  function closeBytes(): void {
    if (last) observations.push([last.id, last.at, last.from, last.slab, last.offset, last.length]);
    last = undefined;
  }

  function nextSlab(): void {
    full.push(current);
    current = freshSlab();
    used = 0;
  }

  function freshSlab(): Slab {
    return spare.pop() ?? { number: made++, bytes: new Uint8Array(new SharedArrayBuffer(SLAB)) };
  }

  return {
    get size() {
      return size;
    },
    add(observation) {
      if (observation.type === "bytes") return addBytes(observation);
      closeBytes();
      size += OVERHEAD;
      observations.push(observation);
    },
    take() {
      closeBytes();
      for (const slab of full) away.set(slab.number, slab);
      const taken = { observations: JSON.stringify(observations), slabs: [...full, current].map(({ bytes }) => bytes.buffer), full: full.map(({ number }) => number), size };
      full = [];
      observations = [];
      size = 0;
      return taken;
    },
    reuse(numbers) {
      const back = numbers.map((number) => away.get(number)).filter((slab) => slab !== undefined);
      for (const number of numbers) away.delete(number);
      spare = [...spare, ...back].slice(0, MOST_SPARE);
    },
  };
}
