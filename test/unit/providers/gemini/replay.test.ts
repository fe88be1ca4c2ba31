import { expect, test } from "vitest";
import type { Json } from "../../../../src/domain/json.ts";
import { geminiReplay } from "../../../../src/providers/gemini/replay.ts";

const ask = (contents: readonly Json[], path = "/v1beta/models/flash:streamGenerateContent?alt=sse") =>
  geminiReplay.ask({ method: "POST", path, headers: [], upgrade: false }, { contents }, (_, make) => make());

test("ids that the agent made of the time do not count, the model's name does", () => {
  const answered = (time: string): Json => ({ role: "user", parts: [{ functionResponse: { id: `run_${time}_0`, name: "run", response: { output: `a\nProcess Group PGID: ${time}` } } }] });

  expect(ask([answered("1767225600000")])).toEqual(ask([answered("1767225699999")]));
  expect(ask([])?.parts).toEqual([["model", "flash"]]);
});

test("where the agent runs is told apart from what is said", () => {
  const read = ask([{ role: "user", parts: [{ text: "<session_context>\nToday's date is Monday" }] }, { role: "user", parts: [{ text: "hi" }] }]);

  expect(read?.conversation).toHaveLength(1);
  expect(read?.parts).toContainEqual(["context[0]", "<session_context>\nToday's date is {{date}}"]);
});

test("a stream is asked for by the method's form of answer", () => {
  expect([ask([])?.stream, ask([], "/v1beta/models/flash:generateContent")?.stream]).toEqual([true, false]);
});
