import { expect, test } from "vitest";
import { turnNews } from "../../../src/dashboard/turn-news.ts";
import type { Entry } from "../../../src/domain/turn.ts";
import { turnOf } from "../../support/history.ts";

const said = (text: string): Entry => ({ role: "user", blocks: [{ type: "text", text }] });
const raw = (value: object): Entry => ({ role: "user", blocks: [{ type: "unknown", label: "image", raw: { ...value } }] });

test("the first of a thread has nothing carried and nothing changed", () => {
  expect(turnNews(turnOf({ input: [said("a")], system: ["s"] }), undefined)).toEqual({ carried: 0, changed: [] });
});

test("what was there before is counted from the start", () => {
  const previous = turnOf({ input: [said("a"), said("b")] });
  expect(turnNews(turnOf({ input: [said("a"), said("b"), said("c")] }), previous)).toEqual({ carried: 2, changed: [] });
});

test("a history that was rewritten is said to be", () => {
  const previous = turnOf({ input: [said("a"), said("b"), said("c")] });
  expect(turnNews(turnOf({ input: [said("a"), said("B"), said("c"), said("d")] }), previous)).toEqual({ carried: 1, changed: ["input"] });
  expect(turnNews(turnOf({ input: [said("a")] }), previous)).toEqual({ carried: 1, changed: ["input"] });
});

test("a cache mark that moved and an order of keys are no difference", () => {
  const previous = turnOf({ input: [raw({ a: 1, b: 2, cache_control: { type: "ephemeral" } })] });
  expect(turnNews(turnOf({ input: [raw({ b: 2, a: 1 })] }), previous)).toEqual({ carried: 1, changed: [] });
});

test("parts and settings that differ are named", () => {
  const tool = { name: "t", description: "", raw: { name: "t", cache_control: null } };
  const previous = turnOf({ system: ["a"], tools: [tool], settings: { temperature: 1, stop: ["x"], gone: null } });
  const turn = turnOf({ system: ["b"], tools: [{ ...tool, raw: { name: "t" } }], model: "other", settings: { temperature: 0, stop: ["x"], fresh: {} } });
  expect(turnNews(turn, previous).changed).toEqual(["system", "model", "settings.temperature", "settings.gone", "settings.fresh"]);
});
