import { expect, test } from "vitest";
import type { ExchangeAnswer, MessageRow } from "../../../src/dashboard/contract.ts";
import { exchangeAnswer } from "../../support/ui-answers.ts";
import { aTurn } from "../../support/ui-turns.ts";
import { curlOf } from "../../../ui/state/curl.ts";
import { actionOf, BINDINGS, type KeyPress } from "../../../ui/state/keys.ts";
import { eventData, wireLine } from "../../../ui/state/wire.ts";
import { pieces, spans } from "../../../ui/blocks/markdown.ts";

const row = (text: string, kind: MessageRow["kind"] = "event"): MessageRow => ({ n: 0, from: "upstream", at: 0, kind, size: text.length, text });

test.each([
  ["event: content_block_delta\ndata: {\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello\\nthere\"}}\n\n", "content_block_delta", "Hello there"],
  ["data: {\"type\":\"response.output_text.delta\",\"delta\":\"Hi\"}\n\n", "response.output_text.delta", "Hi"],
  ["data: {\"type\":\"response.created\",\"response\":{}}\n\n", "response.created", "{\"response\":{}}"],
  ["data: [DONE]\n\n", "event", "[DONE]"],
  [": keepalive\n\n", "event", ""],
])("an event says what it is and what it adds", (text, name, preview) => {
  expect(wireLine(row(text))).toEqual({ name, preview });
});

test("a message that was cut still tells its type, and one that is binary does not pretend", () => {
  expect(wireLine(row('{"type":"response.create","input":[', "text")).name).toBe("response.create");
  expect(wireLine({ ...row("AAAA", "binary"), binary: true })).toEqual({ name: "binary", preview: "binary" });
});

test("the data lines of an event are joined, whatever ends a line", () => {
  expect(eventData("event: x\r\ndata: one\r\ndata:two\r\n\r\n")).toBe("one\ntwo");
});

test("a request becomes a curl command that a shell reads back as it was", () => {
  const exchange: ExchangeAnswer = exchangeAnswer(1, aTurn());

  expect(curlOf(exchange, `{"say":"it's $HOME"}`)).toBe(
    [
      `curl 'https://api.anthropic.com/v1/messages?beta=true'`,
      "-X POST",
      "-H 'content-type: application/json'",
      "-H 'x-api-key: [redacted]'",
      "-H 'anthropic-version: 2023-06-01'",
      "-H 'user-agent: claude-cli/2.1.197 (external, cli)'",
      `--data-raw '{"say":"it'\\''s $HOME"}'`,
    ].join(" \\\n  "),
  );
});

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({ key, ctrlKey: false, metaKey: false, altKey: false, typing: false, pressable: false, ...more });

test("every key of the table does what the table says, and each once", () => {
  expect(BINDINGS.map(({ key }) => actionOf(press(key)))).toEqual(BINDINGS.map(({ action }) => action));
  expect(new Set(BINDINGS.map(({ key }) => key)).size).toBe(BINDINGS.length);
});

test("typing, the browser's own combinations, Tab and Enter on a button are left alone", () => {
  const left = [press("j", { typing: true }), press("j", { ctrlKey: true }), press("k", { metaKey: true }), press("Tab"), press("Enter", { pressable: true })];

  expect(left.map(actionOf)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  expect(actionOf(press("Escape", { typing: true }))).toBe("back");
});

test("text is split at fences and headings, and nothing of it is lost", () => {
  const text = "Before\n\n## Why\n\n```ts\nconst a = 1;\n```\nAfter `x` and **y**\n```\nopen";

  expect(pieces(text)).toEqual([
    { type: "text", text: "Before" },
    { type: "heading", text: "Why" },
    { type: "code", language: "ts", text: "const a = 1;" },
    { type: "text", text: "After `x` and **y**" },
    { type: "code", language: "", text: "open" },
  ]);
  expect(spans("After `x` and **y** 2**3 `")).toEqual([
    { type: "plain", text: "After " },
    { type: "code", text: "x" },
    { type: "plain", text: " and " },
    { type: "strong", text: "y" },
    { type: "plain", text: " 2**3 `" },
  ]);
});
