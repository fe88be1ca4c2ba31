import { expect, test } from "vitest";
import type { Json } from "../../../src/domain/json.ts";
import { summarize, withToolResults } from "../../../src/domain/turn-summary.ts";
import type { Block, Entry, Turn } from "../../../src/domain/turn.ts";

const turn: Turn = {
  exchangeId: "e",
  index: 1,
  kind: "turn",
  provider: "p",
  origin: { session: "s", thread: "t", agent: "codex", agentVersion: "1", cwd: "/r" },
  model: "m",
  input: [],
  system: [],
  tools: [],
  settings: {},
  output: [],
  state: "completed",
  phase: "done",
  askedAt: 100,
  problems: [],
};
const context = { session: "s", transport: "http", startedAt: 1000 } as const;
const text = (said: string): Block => ({ type: "text", text: said });
const user = (...said: readonly string[]): Entry => ({ role: "user", blocks: said.map(text) });
const assistant: Entry = { role: "assistant", blocks: [text("before")] };
const result: Entry = { role: "tool", blocks: [{ type: "toolResult", id: "c1", isError: true, content: "exit\n 1" }] };
const call = (input: Json): Block => ({ type: "toolCall", id: "c1", name: "run", input });
const hint = (input: Json) => summarize({ ...turn, output: [call(input)] }, context).tools[0]?.hint;

test("times are the exchange's start plus the turn's own", () => {
  const summary = summarize({ ...turn, firstTokenAt: 150, endedAt: 400 }, context);

  expect(summary).toMatchObject({ startedAt: 1100, firstTokenMs: 50, durationMs: 300, session: "s", thread: "t", agent: "codex", cwd: "/r", transport: "http" });
});

test("a running turn has no duration", () => {
  expect(summarize({ ...turn, state: "running" }, context)).not.toHaveProperty("durationMs");
});

test.each<[string, readonly Entry[], string, boolean]>([
  ["the person's last words", [user("first"), assistant, user("<system-reminder>x</system-reminder>", "do\n it")], "do it", true],
  ["the tool's result when there are none", [user("first"), assistant, result], "exit 1", false],
  ["the person's words beside a tool's result", [user("first"), assistant, result, user("stop")], "stop", true],
  ["the tool's result beside injected text only", [assistant, result, user("<system-reminder>a</system-reminder>")], "exit 1", false],
  ["nothing when nothing is said", [], "", false],
  ["no message of a developer", [{ role: "developer", blocks: [text("rules")] }, user("hi")], "hi", true],
])("asked is %s", (_, input, asked, fromUser) => {
  expect(summarize({ ...turn, input }, context)).toMatchObject({ asked, fromUser, entries: input.length });
});

test("long texts are cut between characters, not within them", () => {
  const { asked, answered } = summarize({ ...turn, input: [user("😀".repeat(300))], output: [text("😀".repeat(400))] }, context);

  expect(asked).toBe(`${"😀".repeat(199)}…`);
  expect(answered).toBe(`…${"😀".repeat(299)}`);
});

test("answered is the last two lines of the last text", () => {
  const output = [text("old"), { type: "thinking", text: "hm" } as const, text("one\n\ntwo\n  three  \n")];

  expect(summarize({ ...turn, output }, context).answered).toBe("two three");
});

test("a title request answers with the title itself", () => {
  expect(summarize({ ...turn, kind: "title", output: [text('{\n"title":\n"Say hi"\n}')] }, context).answered).toBe("Say hi");
});

test.each<[Json, string]>([
  [{ description: "List", command: "ls -l\npwd" }, "ls -l pwd"],
  [{ command: ["bash", "-lc", "ls"] }, "bash -lc ls"],
  [{ cmd: "ls" }, "ls"],
  [{ file_path: "/a", old_string: "x" }, "/a"],
  [{ path: "/a", pattern: "x" }, "x"],
  [{ type: "search", query: "q" }, "q"],
  [{ nothing: { deep: 1 }, other: "o" }, "o"],
  [{ command: "", url: "http://h" }, "http://h"],
  ["const r = await tools.exec_command({cmd: \"echo \\\"hi\\\"\"}); text(r);", 'echo "hi"'],
  ["*** Begin Patch\n*** Update File: src/a.ts\n@@\n*** Add File: b.ts\n*** End Patch", "src/a.ts b.ts"],
  ['{"command":"ls -', "ls -"],
  ["plain text", "plain text"],
  [{}, ""],
  [null, ""],
  [[1, "a"], "1 a"],
])("the hint of %j is %s", (input, expected) => {
  expect(hint(input)).toBe(expected);
});

test("a hint has at most 200 characters", () => {
  expect(Array.from(hint({ command: "x".repeat(500) }) ?? "")).toHaveLength(200);
});

test("the next ask tells whether a tool failed", () => {
  const summary = summarize({ ...turn, output: [call({}), { ...call({}), id: "c2" } as Block] }, context);

  expect(withToolResults(summary, { ...turn, input: [assistant, result] }).tools).toEqual([
    { id: "c1", name: "run", hint: "", failed: true },
    { id: "c2", name: "run", hint: "" },
  ]);
});

test("output tokens are estimated until the upstream has counted them", () => {
  const usage = { input: 1, cacheRead: 0, cacheWrite: 0, output: 1, reasoning: 0 };
  const output = [text("x".repeat(400))];

  expect(summarize({ ...turn, output, usage, state: "running" }, context)).toMatchObject({ outputTokens: 100, outputEstimated: true });
  expect(summarize({ ...turn, output, usage: { ...usage, output: 7 }, stopReason: "end" }, context)).toMatchObject({ outputTokens: 7, outputEstimated: false });
});
