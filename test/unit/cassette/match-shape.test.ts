import { expect, test } from "vitest";
import type { Ask } from "../../../src/domain/ask.ts";
import { createMatcher, type LiveAsk } from "../../../src/cassette/match.ts";
import type { RecordedAsk } from "../../../src/cassette/recorded-ask.ts";

const request = { method: "POST", path: "/v1/messages", headers: [], upgrade: false };

const askOf = (shape: string, system: string): Ask => ({ kind: "turn", shape, conversation: [["messages[0]", "hi"]], parts: [["system[0]", system]] });

const recordedOf = (name: string, shape: string, system = "s"): RecordedAsk => ({
  name,
  provider: "p",
  request,
  ask: askOf(shape, system),
  conversation: ["hi"],
  parts: [["system[0]", system]],
  answer: { carrier: "json", messages: [], askedAt: 0, headAt: 0, end: { type: "complete" } },
  answerId: undefined,
  conversationAfter: [],
});

const liveOf = (shape: string, system = "s"): LiveAsk => ({ provider: "p", request, ask: askOf(shape, system), conversation: ["hi"], parts: [["system[0]", system]] });

test("an ask that has lost all its tools is answered, since tools may differ", () => {
  const matcher = createMatcher([recordedOf("e1", "turn+tools")], "turn", false);

  expect(matcher.match(liveOf("turn"))).toMatchObject({ type: "found", recorded: { name: "e1" } });
});

test("a lane with tools and one without keep their own answers, whoever comes first", () => {
  const asks = [recordedOf("e1", "turn+tools"), recordedOf("e2", "turn")];
  const matcher = createMatcher(asks, "turn", false);

  const answers = [matcher.match(liveOf("turn")), matcher.match(liveOf("turn+tools"))];

  expect(answers).toMatchObject([{ recorded: { name: "e2" } }, { recorded: { name: "e1" } }]);
});

test("a title is never answered with a turn, nor a turn with a title", () => {
  const matcher = createMatcher([recordedOf("e1", "title")], "turn", false);

  expect(matcher.match(liveOf("turn"))).toMatchObject({ type: "missed" });
});
