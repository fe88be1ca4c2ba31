import { expect, test } from "vitest";
import { encodeCassette } from "../../../src/cassette/encode.ts";
import { cassetteFrom } from "../../../src/cassette/from-exchanges.ts";
import { parseCassette } from "../../../src/cassette/read.ts";
import type { Exchange, Payload } from "../../../src/domain/exchange.ts";
import { listAt } from "../../../src/domain/json.ts";
import type { Redacted } from "../../../src/domain/redacted.ts";
import { LONG_SESSION, longSession } from "../../support/long-session.ts";

// A fifth of the turns: the whole takes seconds.
const session = { ...LONG_SESSION, turns: 60 };
const sum = (payloads: readonly Payload[]): number => payloads.reduce((total, { length }) => total + length, 0);

test("a cassette grows with the news, and equal parts of asks are read as one", () => {
  const exchanges = [...longSession(session)];
  const asks = exchanges.map(({ messages }) => messages[0]?.payload ?? "");
  const answers = sum(exchanges.flatMap(({ messages }) => messages.slice(1).map(({ payload }) => payload)));
  const news = (asks.at(-1)?.length ?? 0) + answers;

  const made = cassetteFrom(exchanges as readonly Exchange[] as readonly Redacted<Exchange>[], { place: { home: session.home, cwd: session.cwd }, redact: (text) => text, name: "x", now: 0, version: "0" });
  const file = [...encodeCassette(made)].join("");
  const read = parseCassette(file, "x");

  expect(sum(asks) + answers).toBeGreaterThan(12 * news);
  expect(file.length).toBeLessThan(1.3 * news);
  expect(read.exchanges.map(({ messages }) => messages[0]?.payload)).toEqual(asks.map((ask) => (ask as string).replaceAll(session.cwd, "{{cwd}}").replaceAll(session.home, "{{home}}").replace(/"user_id":"[^"]*"/, '"user_id":"{{secret.user_id}}"')));
  const first = read.exchanges.slice(-2).map(({ messages }) => listAt(messages[0]?.json, "messages")?.[0]);
  expect(first[0]).toBeInstanceOf(Object);
  expect(first[1]).toBe(first[0]);
});
