import type { Observation } from "../pipeline/recorder.ts";
import type { PackedObservation } from "./thread-port.ts";

/** Observations on their way to another thread: bytes are copied into large buffers that are handed over, not copied again. */
export interface Outgoing {
  add(observation: Observation): void;
  /** Bytes and bookkeeping that wait here. */
  readonly size: number;
  /** What waits, with buffers that nobody here touches any more. */
  take(): { readonly observations: readonly PackedObservation[]; readonly buffers: readonly ArrayBuffer[]; readonly size: number };
  /** Buffers that came back: they are used again. */
  reuse(buffers: readonly ArrayBuffer[]): void;
}

/** Length of the buffers that are worth to be sent back. */
export const SLAB = 256 * 1024;
/** How many of them are kept. */
const MOST_SPARE = 32;
/** What an observation weighs beside its bytes, so that many tiny ones count too. */
const OVERHEAD = 200;

export function createOutgoing(): Outgoing {
  let observations: PackedObservation[] = [];
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
      size += OVERHEAD + (observation.type === "bytes" ? observation.bytes.length : 0);
      if (observation.type !== "bytes") return void observations.push(observation);
      const { type, id, at, from, bytes } = observation;
      observations.push({ type, id, at, from, length: bytes.length, ...place(bytes) });
    },
    take() {
      const last = sealed();
      const taken = { observations, buffers: [...full, last], size };
      if (last === slab.buffer) slab = freshSlab();
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
