import type { History } from "../journal/history.ts";
import type { Clock } from "../platform/clock.ts";
import type { FeedEvent } from "./contract.ts";
import type { RunningReplay } from "./replay-routes.ts";
import { createWaiting, type Waiting } from "./waiting.ts";

const PING_MS = 15_000;
/** At most 20 updates a second: more, nobody can see. */
const UPDATE_MS = 50;
/** So many turns or sessions go into one event: about 100 KB. */
const ROWS_PER_EVENT = 100;

/** Calls back with the journal's number: soon after the start, then whenever any process has made it grow. Returns how to stop. */
export type Watch = (onChange: (seq: number) => void) => () => void;

export interface FeedOptions {
  readonly history: History;
  readonly watch: Watch;
  readonly clock: Clock;
  readonly version: string;
  readonly pid: number;
  /** As in `Health`. */
  readonly journal: string;
  /** The replay that this process runs, if it runs one. */
  readonly replay?: RunningReplay | undefined;
}

/** One feed: server-sent events as text, for as long as it is read. Nothing is queued. */
export interface Feed {
  /** The next event, as soon as there is one; undefined when the feed was stopped. */
  next(): Promise<string | undefined>;
  stop(): void;
}

/**
 * A feed from `since`, or from the present. It remembers only how far its reader has come and asks
 * the journal when the reader wants more, so a slow reader skips to the latest and costs no memory.
 */
export function openFeed(options: FeedOptions, since: number | undefined): Feed {
  const waiting = createWaiting(options.clock);
  const events = feedEvents(options, since, waiting);
  return {
    next: async () => (await events.next()).value,
    stop() {
      waiting.stop();
      // Ends it also where it stands at an event that nobody fetches any more.
      void events.return(undefined);
    },
  };
}

async function* feedEvents(options: FeedOptions, since: number | undefined, waiting: Waiting): AsyncGenerator<string, undefined> {
  const { history, watch, version, pid, journal, replay } = options;
  let newest = 0;
  let isJudged = replay !== undefined;
  const unwatch = watch((seq) => {
    newest = Math.max(newest, seq);
    waiting.wake();
  });
  const unhear = replay?.onVerdict(() => {
    isJudged = true;
    waiting.wake();
  });
  try {
    const present = await history.seq();
    let sent = since === undefined || since > present ? present : since;
    newest = Math.max(newest, present);
    yield toText({ type: "hello", seq: sent, version, pid, journal });
    while (!waiting.stopped()) {
      if (isJudged && replay) {
        isJudged = false;
        yield toText({ type: "replay", seq: sent, run: replay.run, asks: replay.judgement().verdicts.length });
        await waiting.rest(UPDATE_MS);
        continue;
      }
      if (newest <= sent) {
        const timedOut = await waiting.forChange(PING_MS);
        if (!timedOut) continue;
        newest = Math.max(newest, await history.seq());
        yield toText({ type: "ping", seq: sent });
        continue;
      }
      const known = newest;
      const changes = await history.changes(sent);
      yield* changeTexts(sent, changes);
      sent = Math.max(changes.seq, known);
      await waiting.rest(UPDATE_MS);
    }
  } finally {
    unwatch();
    unhear?.();
  }
  return undefined;
}

type Changes = Awaited<ReturnType<History["changes"]>>;

/** Until the last event the number stays as it was, so that a reader who breaks off in between gets all of it again. */
function* changeTexts(before: number, { seq, sessions, turns }: Changes): Generator<string> {
  const events = Math.max(Math.ceil(sessions.length / ROWS_PER_EVENT), Math.ceil(turns.length / ROWS_PER_EVENT));
  for (let i = 0; i < events; i++) {
    const [from, to] = [i * ROWS_PER_EVENT, (i + 1) * ROWS_PER_EVENT];
    const last = i === events - 1;
    yield toText({ type: "change", seq: last ? seq : before, sessions: sessions.slice(from, to), turns: turns.slice(from, to) });
  }
}

function toText(event: FeedEvent): string {
  return `id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`;
}
