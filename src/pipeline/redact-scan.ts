import { wellFormedText } from "../domain/payload.ts";

/** A stretch of text that is secret. */
export interface Hit {
  /** Where begins what tells that it is secret: at its start, or before it at a name or a scheme. */
  readonly since: number;
  readonly start: number;
  readonly end: number;
  /** What to put in its place; undefined: nothing, and nothing in it is looked at. */
  readonly placeholder: string | undefined;
}

/** One kind of secret. */
export interface Rule {
  /** Three characters that stand in or beside every secret of this kind; rare ones make it cheap. */
  readonly trigger: string;
  /** The trigger counts in upper and lower case alike. */
  readonly anyCase?: boolean;
  /** Looks where the trigger was seen. `at` is the index of its first character; the match may begin before, but what is secret not before `from`. */
  find(text: string, at: number, from: number): Hit | undefined;
}

/** The secrets in a text, or in the bytes of one that is ASCII, that begin at `from` or later and before `to`, in order, none overlapping. */
export type Scan = (source: string | Uint8Array, from: number, to: number) => Hit[];

export function placeholder(kind: string): string {
  return `{{secret.${kind}}}`;
}

const BLOCK = 4096;

/** Bytes that are looked at together. */
const STEP = 8;
/** Pairs of bytes in a step, and a bit for each. */
const PAIRS = STEP / 2;
const ALL_PAIRS = (1 << PAIRS) - 1;
/** Different values of `hashOf`. */
const HASHES = 0x8000;

/**
 * One pass for all rules, since this sees every body. Of any three characters in a row, two stand in one
 * of the text's pairs at even places; so it looks the pairs up in a table, four at a step, and asks further
 * only where one may belong to a trigger. The cost hardly grows with the number of rules.
 */
export function createScan(rules: readonly Rule[]): Scan {
  const bytes = Buffer.alloc(BLOCK + STEP);
  const pairs = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const marked = markedPairs(rules, bytes, pairs);
  const byTrigger = Array.from({ length: HASHES }, (): Rule[] | undefined => undefined);
  const isTrigger = new Uint8Array(HASHES);
  for (const rule of rules) {
    const hash = hashAt(rule.trigger, 0);
    (byTrigger[hash] ??= []).push(rule);
    isTrigger[hash] = 1;
  }
  /** The steps of a block in which pairs are marked: the number of the step, and behind it a bit for each of its pairs. */
  const noted = new Uint16Array(BLOCK / STEP);

  function findAt(text: string, at: number, from: number): Hit | undefined {
    const asked = byTrigger[hashAt(text, at)];
    if (!asked) return undefined;
    for (const rule of asked) {
      const hit = rule.find(text, at, from);
      if (hit && hit.start >= from && hit.end > hit.start) return hit;
    }
    return undefined;
  }

  /**
   * Notes the steps with marked pairs, and gives their number. Without branches: of plain English one step in six has such a pair, and
   * guessed wrong each time, it made the whole search take half as long again (measured).
   */
  function noteMarked(length: number): number {
    const steps = Math.ceil(length / STEP);
    let count = 0;
    for (let step = 0; step < steps; step++) {
      const one = words[step * 2] as number;
      const two = words[step * 2 + 1] as number;
      const first = marked[one & 0xffff] as number;
      const second = marked[one >>> 16] as number;
      const third = marked[two & 0xffff] as number;
      const fourth = marked[two >>> 16] as number;
      noted[count] = (step << PAIRS) | first | (second << 1) | (third << 2) | (fourth << 3);
      count += first | second | third | fourth;
    }
    return count;
  }

  /** Do three bytes that come one behind the other look like a trigger? Where not all of them are here, they may. */
  function mayBeTrigger(at: number, length: number): boolean {
    if (at < 0 || at + 2 >= length) return true;
    return isTrigger[hashOf(bytes[at] as number, bytes[at + 1] as number, bytes[at + 2] as number)] !== 0;
  }

  return (source, from, to) => {
    const hits: Hit[] = [];
    let text = typeof source === "string" ? source : undefined;
    const find = (at: number): Hit | undefined => findAt((text ??= wellFormedText(source)), at, done);
    let done = from;
    for (let block = from; block < to; block += BLOCK) {
      const length = fill(bytes, source, block, Math.min(to, block + BLOCK));
      const count = noteMarked(length);
      for (let n = 0; n < count; n++) {
        const note = noted[n] as number;
        for (let left = note & ALL_PAIRS; left !== 0; left &= left - 1) {
          const i = (note >> PAIRS) * STEP + 2 * (31 - Math.clz32(left & -left));
          if (i >= length || !(mayBeTrigger(i - 1, length) || mayBeTrigger(i, length))) continue;
          // Also within what was found last: a value may begin behind that, whose name it ends with.
          const hit = find(block + i - 1) ?? find(block + i);
          if (!hit || hit.start >= to) continue;
          done = Math.min(hit.end, to);
          hits.push({ ...hit, end: done });
        }
      }
    }
    return hits;
  };
}

const encoder = new TextEncoder();

/** One byte a character. What is beyond latin1 is cut to its low byte, so that it may be asked about in vain, but nothing is missed. */
function fill(bytes: Buffer, source: string | Uint8Array, from: number, to: number): number {
  if (typeof source !== "string") {
    bytes.set(source.subarray(from, to));
    return to - from;
  }
  const text = source.slice(from, to);
  // Much the faster of the two with Deno, but right for ASCII only.
  const { read, written } = encoder.encodeInto(text, bytes);
  return read === text.length && written === read ? read : bytes.write(text, 0, BLOCK, "latin1");
}

/** Three characters by five bits each: blind to case, and nearly blind to nothing else. */
function hashOf(a: number, b: number, c: number): number {
  return ((a & 31) << 10) | ((b & 31) << 5) | (c & 31);
}

function hashAt(text: string, at: number): number {
  return hashOf(text.charCodeAt(at), text.charCodeAt(at + 1), text.charCodeAt(at + 2));
}

/** A table of all pairs of bytes, with those marked that triggers begin or end with. */
function markedPairs(rules: readonly Rule[], bytes: Buffer, pairs: Uint16Array): Uint8Array {
  const marked = new Uint8Array(0x10000);
  for (const { trigger, anyCase } of rules) {
    for (const spelled of anyCase ? spellings(trigger) : [trigger]) {
      for (const pair of [spelled.slice(0, 2), spelled.slice(1, 3)]) {
        bytes.write(pair, 0, 2, "latin1");
        marked[pairs[0] ?? 0] = 1;
      }
    }
  }
  return marked;
}

function spellings(trigger: string): string[] {
  const [first = "", ...rest] = trigger;
  if (first === "") return [""];
  const ends = spellings(rest.join(""));
  return [first.toLowerCase(), first.toUpperCase()].flatMap((one) => ends.map((end) => one + end));
}
