import type { Side } from "../domain/exchange.ts";
import type { Observation } from "../pipeline/recorder.ts";
import type { PackedObservation } from "./thread-port.ts";

/** Observations on their way to another thread: bytes are copied into large buffers that are handed over, not copied again. */
export interface Outgoing {
  add(observation: Observation): void;
  /** Bytes and bookkeeping that wait here. */
  readonly size: number;
  /** What waits, as a JSON list of `PackedObservation`, with buffers that nobody here touches any more. */
  take(): { readonly observations: string; readonly buffers: readonly ArrayBuffer[]; readonly size: number };
  /** Buffers that came back: they are used again. */
  reuse(buffers: readonly ArrayBuffer[]): void;
}

/** Length of the buffers that are worth to be sent back. */
export const SLAB = 256 * 1024;
/** How many of them are kept. */
const MOST_SPARE = 8;
/** What an observation weighs beside its bytes, so that many tiny ones count too. */
const OVERHEAD = 200;

interface OpenBytes {
  readonly id: string;
  readonly at: number;
  readonly from: Side;
  readonly buffer: number;
  readonly offset: number;
  length: number;
}

export function createOutgoing(): Outgoing {
  let observations: PackedObservation[] = [];
  /** The last observation, when it was of bytes: what comes behind it from the same side at the same time is joined to it. */
  let last: OpenBytes | undefined;
  let full: ArrayBuffer[] = [];
  let spare: ArrayBuffer[] = [];
  let slab = new Uint8Array(SLAB);
  let used = 0;
  let size = 0;

  function place(bytes: Uint8Array): { buffer: number; offset: number } {
    if (bytes.length > slab.length - used) nextSlab(Math.max(SLAB, bytes.length));
    const at = { buffer: full.length, offset: used };
    slab.set(bytes, used);
    used += bytes.length;
    return at;
  }

  function addBytes({ id, at, from, bytes }: Extract<Observation, { type: "bytes" }>): void {
    size += bytes.length;
    const { buffer, offset } = place(bytes);
    if (last && last.id === id && last.from === from && last.at === at && last.buffer === buffer && last.offset + last.length === offset) {
      last.length += bytes.length;
      return;
    }
    closeBytes();
    size += OVERHEAD;
    last = { id, at, from, buffer, offset, length: bytes.length };
  }

  function closeBytes(): void {
    if (last) observations.push([last.id, last.at, last.from, last.buffer, last.offset, last.length]);
    last = undefined;
  }

  function nextSlab(length: number): void {
    full.push(sealed());
    slab = length === SLAB ? freshSlab() : new Uint8Array(length);
    used = 0;
  }

  function freshSlab(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(spare.pop() ?? new ArrayBuffer(SLAB));
  }

  /** A slab with little in it is copied and kept, so that a trickle does not cost a slab each time. */
  function sealed(): ArrayBuffer {
    return used < slab.length / 4 ? slab.buffer.slice(0, used) : slab.buffer;
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
      const end = sealed();
      const taken = { observations: JSON.stringify(observations), buffers: [...full, end], size };
      if (end === slab.buffer) slab = freshSlab();
      observations = [];
      full = [];
      used = 0;
      size = 0;
      return taken;
    },
    reuse(buffers) {
      spare = [...spare, ...buffers].slice(0, MOST_SPARE);
    },
  };
}
