import { describe, expect, test } from "vitest";
import { banner } from "../../../src/cli/banner.ts";
import { checkLines } from "../../../src/cli/check.ts";
import { exchangeJson, exchangeText } from "../../../src/cli/exchange-text.ts";
import { nearest } from "../../../src/cli/nearest.ts";
import { shortId } from "../../../src/cli/short-id.ts";
import { lineWidth, tableLines } from "../../../src/cli/table.ts";
import { painter, safeLine, safeText } from "../../../src/cli/terminal.ts";
import { turnListText } from "../../../src/cli/turn-list-text.ts";
import { turnText } from "../../../src/cli/turn-text.ts";
import { bytes, count, duration, localTime } from "../../../src/cli/units.ts";
import { usageText } from "../../../src/cli/usage-text.ts";
import { fitted, widthOf } from "../../../src/cli/width.ts";
import type { Exchange } from "../../../src/domain/exchange.ts";
import type { SessionSummary, TurnSummary } from "../../../src/domain/session.ts";
import type { Turn } from "../../../src/domain/turn.ts";

const plain = painter({ write: () => undefined }, {});
const usage = { input: 10, cacheRead: 2000, cacheWrite: 0, output: 300, reasoning: 0 };
const EVIL = "\u001b[31mred\u001b[0m\u0007\u001b]0;title\u0007\u009b2J\u202eend";

const summary: TurnSummary = {
  exchangeId: "0199c1d2-aaaa-7bbb-8ccc-000000000001", index: 0, session: "s", kind: "turn", provider: "p", transport: "http", model: `model${EVIL}`,
  state: "failed", phase: "done", status: 529, error: `overloaded ${EVIL}`, startedAt: new Date(2026, 4, 1, 14, 3).getTime(), durationMs: 1234, asked: EVIL,
  fromUser: true, answered: "", tools: [{ id: "t", name: `Bash${EVIL}`, hint: "ls" }], usage, outputTokens: 300, outputEstimated: false, entries: 1, problems: [],
};
const session: SessionSummary = {
  id: EVIL, title: EVIL, agent: EVIL, cwd: EVIL, providers: ["p"], models: [EVIL], turns: 1, running: 0, errors: 1, startedAt: 0, lastAt: 0, usage, contextTokens: 1,
};
const turn: Turn = {
  exchangeId: "e", index: 0, kind: "turn", provider: "p", origin: {}, model: EVIL, system: [], tools: [], settings: {}, state: "failed", phase: "done", status: 529,
  input: [
    { role: "user", blocks: [{ type: "text", text: "first" }] },
    { role: "assistant", blocks: [{ type: "text", text: "said" }] },
    { role: "user", blocks: [{ type: "text", text: `line one\nline two ${EVIL}` }] },
  ],
  output: [
    { type: "thinking", text: EVIL },
    { type: "text", text: `answer ${EVIL}` },
    { type: "toolCall", id: "1", name: EVIL, input: { command: "ls -l" } },
    { type: "unknown", label: EVIL, raw: EVIL },
  ],
  error: EVIL, usage, askedAt: 0, problems: [EVIL],
};
const exchange: Exchange = {
  id: "e", provider: "p", transport: "http", startedAt: 0, upstream: "https://api.example/v1/x",
  request: { method: "POST", path: "/v1/x", headers: [["X-Evil", EVIL]], upgrade: false },
  response: { status: 200, statusText: "", headers: [["content-type", "text/plain"]] },
  messages: [
    { from: "client", at: 0, kind: "body", payload: `{"a":1} ${EVIL}` },
    { from: "upstream", at: 5, kind: "body", payload: new Uint8Array([0, 255]) },
  ],
  outcome: { type: "cut", message: EVIL },
  endedAt: 9,
};

describe("text of others cannot steer the terminal", () => {
  const unsafe = /[^\P{Cc}\n\t]|[\u202a-\u202e]/u;

  test.each([
    ["a line", safeLine(EVIL)],
    ["a text", safeText(EVIL)],
    ["a turn list", turnListText({ session, turns: [summary] }, plain, 200)],
    ["a turn", turnText(1, { summary, turn }, plain)],
    ["an exchange", exchangeText(exchange, plain)],
    ["checks", checkLines([{ name: "x", state: "fail", detail: EVIL, hint: EVIL }], plain)],
  ])("in %s", (_what, text) => {
    expect(text).not.toMatch(unsafe);
    expect(text).toContain("red");
  });
});

test("a turn tells what was asked last, the answer, the tool, the usage and the error", () => {
  const text = turnText(3, { summary, turn }, plain);

  for (const part of ["Turn 3", "line one\n  line two", "answer", '"command": "ls -l"', "10 in, 2k from cache, 300 out", "Error", "Not understood"]) expect(text).toContain(part);
  expect(text).not.toContain("first");
});

test("a turn list is numbered from 1, with state, time and tokens", () => {
  const text = turnListText({ session, turns: [summary, { ...summary, state: "running", phase: "tool", kind: "prewarm" }] }, plain, 200);

  expect(text).toMatch(/1 {2}2026-05-01 14:03 .*failed 529 .*1\.2 s .*2\.3k/);
  expect(text).toMatch(/2 {2}2026-05-01 14:03 .*tool \(prewarm\)/);
});

test("an exchange is shown in the order of the wire", () => {
  const text = exchangeText(exchange, plain);

  const places = ["> POST /v1/x", '{"a":1}', "< 200 OK", "AP8=", "cut off by the upstream"].map((part) => text.indexOf(part));

  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
  expect(JSON.parse(exchangeJson(exchange))).toMatchObject({ messages: [{ from: "client" }, { payload: { base64: "AP8=" } }] });
});

describe("tables", () => {
  const columns = [{ title: "A" }, { title: "N", align: "right" as const }, { title: "LONG", shrinks: true as const }];
  const rows = [
    ["x", "5", "short"],
    ["漢字", "1234", "a text that is much too long for this"],
  ];

  test("columns stand under each other, also with wide characters", () => {
    expect(tableLines(columns, rows, Number.POSITIVE_INFINITY)).toEqual([
      "A        N  LONG",
      "x        5  short",
      "漢字  1234  a text that is much too long for this",
    ]);
  });

  test("no line is wider than the terminal, down to what cannot shrink", () => {
    for (let width = 20; width < 60; width++) {
      for (const line of tableLines(columns, rows, width)) expect(widthOf(line)).toBeLessThanOrEqual(width);
    }
  });

  test("a pipe gets everything", () => {
    expect(lineWidth({ write: () => undefined })).toBe(Number.POSITIVE_INFINITY);
    expect(lineWidth({ write: () => undefined, isTTY: true, columns: 80 })).toBe(80);
  });
});

test("a text is cut by columns, never within a character", () => {
  expect(fitted("漢字漢字", 5)).toBe("漢字…");
  expect(fitted("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 3)).toBe("👩‍👩‍👧‍👦…");
  expect(fitted("abc", 3)).toBe("abc");
});

test("numbers as people say them", () => {
  expect([0, 999, 1000, 12_345, 999_949, 999_950, 1_234_567].map(count)).toEqual(["0", "999", "1k", "12.3k", "999.9k", "1M", "1.2M"]);
  expect([0, 1500, 2_000_000, 3_500_000_000].map(bytes)).toEqual(["0 B", "1.5 kB", "2 MB", "3.5 GB"]);
  expect([5, 999, 1200, 59_949, 59_950, 185_000].map(duration)).toEqual(["5 ms", "999 ms", "1.2 s", "59.9 s", "1 m 00 s", "3 m 05 s"]);
  expect(localTime(new Date(2026, 0, 2, 3, 4).getTime())).toBe("2026-01-02 03:04");
  expect(usageText({ input: 0, cacheRead: 0, cacheWrite: 0, output: 0, reasoning: 0 })).toBe("none");
});

test("the nearest words, and none when nothing is near", () => {
  expect(nearest("cluade", ["claude", "codex"])).toEqual(["claude"]);
  expect(nearest("ses", ["sessions", "show"])).toEqual(["sessions"]);
  expect(nearest("xyzzy", ["claude", "codex"])).toEqual([]);
});

test("a short id is what show takes", () => {
  expect(shortId("0199c1d2-aaaa-7bbb-8ccc-000000000001")).toBe("0199c1d2-aaaa");
  expect(shortId("unnamed-0199c1d2-aaaa-7bbb-8ccc-000000000001")).toBe("unnamed-0199c1d2-aaaa");
  expect(shortId("mine")).toBe("mine");
});

test("a proxy without an agent tells where it is, where it sends, and a line for each agent", () => {
  const running = { url: "http://127.0.0.1:5577", port: 5577, agentUrl: "http://127.0.0.1:5577/_ccxray/k/x", dashboardUrl: "http://127.0.0.1:5577/_ccxray/" };

  const text = banner(running, { upstreams: { one: { url: "https://one.example", source: "ONE_URL" } } }, "linux", plain);

  expect(text).toContain("dashboard at http://127.0.0.1:5577/_ccxray/");
  expect(text).toContain("one  https://one.example (ONE_URL)");
  expect(text).toContain("ANTHROPIC_BASE_URL=http://127.0.0.1:5577/_ccxray/k/x ");
  expect(text).toMatch(/codex -c 'openai_base_url=/);
});
