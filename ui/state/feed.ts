import type { FeedEvent } from "../../src/dashboard/contract.ts";
import { isObject, parseJson } from "../../src/domain/json.ts";
import type { Clock } from "./clock.ts";
import type { LinkEvent } from "./link.ts";
import { BASE } from "./route.ts";

/** The part of EventSource that the feed uses. */
export interface EventStream {
  addEventListener(type: string, listener: (event: { readonly data?: unknown }) => void): void;
  close(): void;
}

export interface FeedParts {
  readonly open: (url: string) => EventStream;
  readonly clock: Clock;
  /** The change number from which on news are wanted. */
  readonly since: () => number;
  /** Takes what came within one batch, in order. */
  readonly onEvents: (events: readonly FeedEvent[]) => void;
  readonly onLink: (event: LinkEvent) => void;
}

export interface Feed {
  start(): void;
  close(): void;
}

const BATCH = 30;
const CATCH_UP = 1000;
const RETRIES = [250, 500, 1000, 2000];
/** The server says something every 15 s; a longer silence is a dead connection that nobody closed. */
const SILENCE = 40_000;

/** Follows the journal, and after a break asks for what it missed. */
export function createFeed({ open, clock, since, onEvents, onLink }: FeedParts): Feed {
  let stream: EventStream | undefined;
  let waiting: FeedEvent[] = [];
  let failures = 0;
  let opened: { readonly at: number; readonly seq: number } | undefined;
  let cancelRetry: (() => void) | undefined;
  let cancelBatch: (() => void) | undefined;
  let cancelSilence: (() => void) | undefined;

  const connect = (): void => {
    cancelRetry = undefined;
    const own = open(`${BASE}/api/feed?since=${since()}`);
    stream = own;
    for (const type of ["message", "hello", "change", "ping"]) own.addEventListener(type, ({ data }) => own === stream && take(data));
    own.addEventListener("error", () => own === stream && lose());
    listen();
  };

  const take = (data: unknown): void => {
    const event = readEvent(data);
    if (!event) return;
    failures = 0;
    listen();
    if (event.type === "hello") {
      opened = { at: clock.now(), seq: event.seq };
      onLink({ type: "opened", at: clock.now(), version: event.version });
    }
    if (event.type === "change" && opened) countMissed(event);
    waiting.push(event);
    cancelBatch ??= clock.after(BATCH, flush);
  };

  /** What was missed comes first and at once, in one or more events of which only the last has a new number. */
  const countMissed = ({ seq, turns }: Extract<FeedEvent, { type: "change" }>): void => {
    if (opened && clock.now() - opened.at < CATCH_UP) onLink({ type: "missed", count: turns.length });
    if (opened && seq > opened.seq) opened = undefined;
  };

  const flush = (): void => {
    cancelBatch?.();
    cancelBatch = undefined;
    const events = waiting;
    waiting = [];
    if (events.length > 0) onEvents(events);
  };

  const listen = (): void => {
    cancelSilence?.();
    cancelSilence = clock.after(SILENCE, lose);
  };

  const lose = (): void => {
    stop();
    onLink({ type: "lost", at: clock.now() });
    cancelRetry = clock.after(RETRIES[Math.min(failures, RETRIES.length - 1)] ?? 0, connect);
    failures += 1;
  };

  const stop = (): void => {
    flush();
    stream?.close();
    stream = undefined;
    cancelSilence?.();
    cancelRetry?.();
  };

  return { start: connect, close: stop };
}

function readEvent(data: unknown): FeedEvent | undefined {
  const event = typeof data === "string" ? parseJson(data) : undefined;
  if (!isObject(event) || typeof event["seq"] !== "number") return undefined;
  switch (event["type"]) {
    case "change":
      return Array.isArray(event["turns"]) && Array.isArray(event["sessions"]) ? (event as unknown as FeedEvent) : undefined;
    case "replay":
      return typeof event["run"] === "string" && typeof event["asks"] === "number" ? (event as unknown as FeedEvent) : undefined;
    case "hello":
    case "ping":
      return event as unknown as FeedEvent;
    default:
      return undefined;
  }
}
