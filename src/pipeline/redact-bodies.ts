import { newestThatFit } from "../domain/recent.ts";
import type { TextRedactor } from "./redact-text.ts";

const SEGMENT = 64 * 1024;
const LONGEST_KEPT = 4 * 1024 * 1024;
const MOST_KEPT = 8;
const MOST_KEPT_CHARACTERS = 8 * 1024 * 1024;

/** A stretch of a body that was redacted by itself. */
interface Segment {
  readonly end: number;
  /** Undefined when there is nothing to redact in it. A text of its own, so that it holds no old body in memory. */
  readonly redacted: string | undefined;
}

interface Body {
  readonly raw: string;
  readonly segments: readonly Segment[];
}

/**
 * Redacts whole bodies and remembers the last few: agents send their whole history each turn, so a body
 * mostly begins like an earlier one, and only what is new has to be looked at.
 */
export function createBodyRedactor(redactor: TextRedactor): (body: string) => string {
  let kept: readonly Body[] = [];

  function keep(body: Body, instead: Body | undefined): void {
    if (body.raw.length > LONGEST_KEPT) return;
    kept = newestThatFit([body, ...kept.filter((one) => one !== instead)], MOST_KEPT, MOST_KEPT_CHARACTERS, ({ raw }) => raw.length);
  }

  return (raw) => {
    if (raw.length <= 2 * SEGMENT || redactor.needsWhole(raw)) return redactor.redact(raw);
    const { before, same } = mostAlike(kept, raw);
    const segments = [...same];
    for (let from = segments.at(-1)?.end ?? 0; from < raw.length; from = segments.at(-1)?.end ?? raw.length) {
      segments.push(nextSegment(redactor, raw, from));
    }
    // An earlier state of the same conversation is not needed any more; one that only begins alike is.
    const isEarlier = before && same.length >= before.segments.length / 2;
    keep({ raw, segments }, isEarlier ? before : undefined);
    return joined(raw, segments);
  };
}

/** The segment that begins at `from`: where it ends, and what it is without its secrets. */
function nextSegment(redactor: TextRedactor, raw: string, from: number): Segment {
  // The last one is longer than a segment, so that what was looked at to find a cut is whole in the one after it.
  const wanted = raw.length - from > 2 * SEGMENT ? redactor.safeCut(raw, from, from + SEGMENT) : raw.length;
  const end = wanted > from ? wanted : raw.length;
  const redacted = redactor.redactRange(raw, from, end);
  return { end, redacted: redacted === raw.slice(from, end) ? undefined : redacted };
}

function mostAlike(kept: readonly Body[], raw: string): { before: Body | undefined; same: readonly Segment[] } {
  let best: { before: Body | undefined; same: readonly Segment[] } = { before: undefined, same: [] };
  for (const before of kept) {
    const same = commonSegments(before, raw);
    if (same.length > best.same.length) best = { before, same };
  }
  return best;
}

/** The segments that are the same in both, without the last one: where that one would end depends on what follows it. */
function commonSegments({ raw, segments }: Body, other: string): readonly Segment[] {
  let from = 0;
  let count = 0;
  for (const { end } of segments) {
    if (other.slice(from, end) !== raw.slice(from, end)) break;
    from = end;
    count++;
  }
  return segments.slice(0, Math.max(0, count - 1));
}

function joined(raw: string, segments: readonly Segment[]): string {
  if (segments.every(({ redacted }) => redacted === undefined)) return raw;
  return segments.map(({ end, redacted }, i) => redacted ?? raw.slice(segments[i - 1]?.end ?? 0, end)).join("");
}
