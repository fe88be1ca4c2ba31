import type { CassetteExchange } from "../../src/cassette/cassette.ts";
import { createCassetteUpstream, type CassetteUpstream, type CassetteUpstreamParts } from "../../src/cassette/cassette-upstream.ts";
import { cassetteFrom } from "../../src/cassette/from-exchanges.ts";
import type { Place } from "../../src/cassette/place.ts";
import { applyEvent, type Exchange, type Message } from "../../src/domain/exchange.ts";
import type { Redacted } from "../../src/domain/redacted.ts";
import { createReading } from "../../src/pipeline/reading.ts";
import { systemClock } from "../../src/platform/clock.ts";
import type { FakeUpstreamOptions } from "./fake-upstream.ts";
import { startFakeUpstream } from "./fake-upstream.ts";
import { openRoad, type Road } from "./road.ts";

/** One HTTP exchange of a cassette, made by hand: an ask, and an answer as JSON or as events. */
export function httpExchange(id: string, parts: Partial<CassetteExchange> & { readonly ask: unknown; readonly json?: unknown; readonly events?: readonly object[] }): Redacted<CassetteExchange> {
  const { ask, json, events, ...rest } = parts;
  const answer: readonly Message[] = events
    ? events.map((event) => message("upstream", "event", eventText(event)))
    : [message("upstream", "body", JSON.stringify(json))];
  const type = events ? "text/event-stream" : "application/json";
  return {
    id,
    provider: "unknown",
    transport: "http",
    startedAt: 0,
    upstream: "",
    request: { method: "POST", path: "/", headers: [], upgrade: false },
    response: { status: 200, statusText: "OK", headers: [["content-type", type]] },
    messages: [message("client", "body", JSON.stringify(ask)), ...answer],
    outcome: { type: "completed" },
    ...rest,
  } as Exchange as Redacted<CassetteExchange>;
}

/** A server-sent event as agents expect it. */
function eventText(event: object): string {
  const type = "type" in event ? `event: ${String(event.type)}\n` : "";
  return `${type}data: ${JSON.stringify(event)}\n\n`;
}

function message(from: Message["from"], kind: Message["kind"], payload: string): Message {
  return { from, kind, payload, at: 0 };
}

/** Lets a client talk to a fake upstream through the relay, and gives what passed. */
export async function recorded(options: FakeUpstreamOptions, client: (url: string) => Promise<void>): Promise<readonly Redacted<CassetteExchange>[]> {
  const upstream = await startFakeUpstream(options);
  const road = await openRoad(upstream.url);
  await client(road.url);
  const begun = road.observed.filter(({ type }) => type === "opened").length;
  for (let n = 0; n < begun; n++) await road.outcome(n);
  await upstream.close();
  return exchangesOf(road);
}

/** What a road observed, read as a recording would read it. */
async function exchangesOf(road: Road): Promise<readonly Redacted<CassetteExchange>[]> {
  const exchanges = new Map<string, Exchange>();
  const reading = createReading({
    onEvent(event) {
      if (event.type === "opened") return void exchanges.set(event.opening.id, { ...event.opening, messages: [] });
      const before = exchanges.get(event.id);
      if (before) exchanges.set(event.id, applyEvent(before, event));
    },
  });
  for (const observation of road.observed) reading.take(observation);
  await reading.settled();
  return [...exchanges.values()].map((exchange, i) => ({ ...exchange, id: `e${i + 1}` }) as Redacted<CassetteExchange>);
}

/** Makes a cassette of exchanges, recorded in the place `recordedAt`, and serves it, until `closeRoads`. */
export async function replay(exchanges: readonly Redacted<CassetteExchange>[], { recordedAt = {}, ...options }: Partial<CassetteUpstreamParts> & { readonly recordedAt?: Place } = {}): Promise<{ readonly url: string; readonly upstream: CassetteUpstream }> {
  const cassette = cassetteFrom(exchanges, { place: recordedAt, redact: (text) => text, name: "x.json", now: 0, version: "0" });
  const upstream = createCassetteUpstream({
    cassette,
    policy: "turn",
    repeat: false,
    speed: "max",
    clock: systemClock,
    redact: (text) => text,
    here: {},
    onVerdict: () => undefined,
    ...options,
  });
  const { url } = await openRoad("http://cassette", { upstream });
  return { url, upstream };
}

/** The names of the parts in which each ask differed from what answered it. */
export function driftOf(upstream: CassetteUpstream): readonly (readonly string[])[] {
  return upstream.judgement().verdicts.map(({ differences }) => differences.map(({ part }) => part));
}
