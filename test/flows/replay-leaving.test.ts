import { afterEach, expect, test } from "vitest";
import type { CassetteExchange } from "../../src/cassette/cassette.ts";
import type { Redacted } from "../../src/domain/redacted.ts";
import { httpExchange, replay } from "../support/replay.ts";
import { closeRoads } from "../support/road.ts";

afterEach(closeRoads);

const answers = {
  "openai-responses": {
    path: "/v1/responses",
    ask: { model: "m", stream: true, input: [{ type: "message", role: "user", content: "hi" }] },
    events: [
      { type: "response.created", response: { id: "resp_1", status: "in_progress", output: [] } },
      { type: "response.completed", response: { id: "resp_1", status: "completed", output: [] } },
    ],
  },
  anthropic: {
    path: "/v1/messages",
    ask: { model: "m", stream: true, max_tokens: 9, messages: [{ role: "user", content: "hi" }] },
    events: [{ type: "message_start", message: { id: "msg_1", role: "assistant", content: [] } }, { type: "message_stop" }],
  },
} as const;

/** What is recorded of an agent that left after so many events. */
function recordedUntil(sent: number, provider: keyof typeof answers): Redacted<CassetteExchange> {
  const { path, ask, events } = answers[provider];
  return httpExchange("e1", { provider, request: { method: "POST", path, headers: [], upgrade: false }, ask, events: events.slice(0, sent), outcome: { type: "aborted" } });
}

test.each(["openai-responses", "anthropic"] as const)("%s: an agent that left when it had the whole answer had a whole answer", async (provider) => {
  const { path, ask } = answers[provider];
  const { url, upstream } = await replay([recordedUntil(2, provider)]);

  expect(upstream.judgement().leftOver).toMatchObject([{ name: "e1" }]);
  const response = await fetch(url + path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(ask), signal: AbortSignal.timeout(5_000) });

  expect(await response.text()).toContain(answers[provider].events[1].type);
  expect(upstream.judgement().leftOver).toEqual([]);
});

test.each(["openai-responses", "anthropic"] as const)("%s: an answer that an agent left in the middle is not missed when nobody asks for it", async (provider) => {
  const { upstream } = await replay([recordedUntil(1, provider)]);

  expect(upstream.judgement().leftOver).toEqual([]);
});
