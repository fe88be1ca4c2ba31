import { expect, test } from "vitest";
import type { FeedEvent } from "../../../src/dashboard/contract.ts";
import { createTestClock } from "../../support/test-clock.ts";
import { aTurn } from "../../support/ui-turns.ts";
import { createFeed, type EventStream } from "../../../ui/state/feed.ts";
import { nextLink, type Link } from "../../../ui/state/link.ts";

interface FakeStream extends EventStream {
  readonly url: string;
  closed: boolean;
  say(event: FeedEvent): void;
  fail(): void;
}

function setUp() {
  const clock = createTestClock();
  const streams: FakeStream[] = [];
  const events: FeedEvent[] = [];
  const state = { link: { state: "connecting" } as Link, since: 7 };
  const feed = createFeed({
    clock,
    open: (url) => fakeStream(url, streams),
    since: () => state.since,
    onEvents: (batch) => void events.push(...batch),
    onLink: (event) => void (state.link = nextLink(state.link, event)),
  });
  feed.start();
  return { clock, streams, events, state, feed };
}

function fakeStream(url: string, streams: FakeStream[]): FakeStream {
  const listeners = new Map<string, (event: { data?: unknown }) => void>();
  const stream: FakeStream = {
    url,
    closed: false,
    addEventListener: (type, listener) => void listeners.set(type, listener),
    close: () => void (stream.closed = true),
    say: (event) => listeners.get("message")?.({ data: JSON.stringify(event) }),
    fail: () => listeners.get("error")?.({}),
  };
  streams.push(stream);
  return stream;
}

const hello = (seq: number): FeedEvent => ({ type: "hello", seq, version: "1", pid: 1, journal: "j1" });
const change = (seq: number, turns = [aTurn()]): FeedEvent => ({ type: "change", seq, sessions: [], turns });

test("asks for what came after what is known, and is live when it was greeted", () => {
  const { streams, state } = setUp();
  streams[0]?.say(hello(7));

  expect(streams[0]?.url).toBe("/_ccxray/api/feed?since=7");
  expect(state.link).toEqual({ state: "live", version: "1" });
});

test("what comes close together is handed on in one batch", () => {
  const { clock, streams, events } = setUp();
  streams[0]?.say(hello(7));
  streams[0]?.say(change(8));
  expect(events).toEqual([]);

  clock.advance(50);

  expect(events.map(({ seq }) => seq)).toEqual([7, 8]);
});

test("after a break it connects again from where it was, and says how long and how much was missed", () => {
  const { clock, streams, state } = setUp();
  streams[0]?.say(hello(7));
  clock.advance(2000);
  streams[0]?.fail();
  expect(state.link.state).toBe("offline");
  clock.advance(250);
  streams[1]?.fail();
  clock.advance(500);
  state.since = 9;
  clock.advance(11_250);

  streams[2]?.say(hello(9));
  streams[2]?.say(change(9, [aTurn(), aTurn({ index: 1 })]));
  streams[2]?.say(change(12, [aTurn({ index: 2 }), aTurn({ index: 3 })]));
  streams[2]?.say(change(13));

  expect(streams.map(({ closed }) => closed)).toEqual([true, true, false]);
  expect(state.link).toMatchObject({ state: "live", gap: { offlineMs: 12_000, missed: 4 } });
});

test("what comes later than the greeting was not missed", () => {
  const { clock, streams, state } = setUp();
  streams[0]?.say(hello(7));
  streams[0]?.fail();
  clock.advance(250);
  streams[1]?.say(hello(7));
  clock.advance(3000);
  streams[1]?.say(change(8));

  expect(state.link).toMatchObject({ gap: { missed: 0 } });
});

test("waits longer between attempts, but never more than two seconds", () => {
  const { clock, streams } = setUp();
  for (const pause of [250, 500, 1000, 2000, 2000]) {
    streams.at(-1)?.fail();
    const before = streams.length;
    clock.advance(pause - 1);
    expect(streams.length).toBe(before);
    clock.advance(1);
    expect(streams.length).toBe(before + 1);
  }
});

test("a connection that says nothing for long is dead, though nobody closed it", () => {
  const { clock, streams, state } = setUp();
  streams[0]?.say(hello(7));

  clock.advance(40_000);

  expect(state.link.state).toBe("offline");
  expect(streams[0]?.closed).toBe(true);
});

test("what is not of the feed's language is passed over", () => {
  const { clock, streams, events } = setUp();
  for (const odd of [null, 1, "x", {}, { type: "change", seq: 8 }, { type: "change", seq: 8, turns: {}, sessions: [] }, { type: "new", seq: 9 }]) {
    streams[0]?.say(odd as unknown as FeedEvent);
  }
  clock.advance(1000);

  expect(events).toEqual([]);
});

test("closing leaves no timer behind", () => {
  const { clock, streams, feed } = setUp();
  streams[0]?.say(hello(7));
  feed.close();

  expect(clock.waiting()).toBe(0);
});
