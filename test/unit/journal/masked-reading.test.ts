import { expect, test } from "vitest";
import type { Block } from "../../../src/domain/turn.ts";
import { maskedReading, maskedTurn } from "../../../src/journal/masked-reading.ts";
import { ownReading } from "../../../src/journal/reading.ts";
import { createRedactor } from "../../../src/pipeline/redact.ts";
import { http, turnOf } from "../../support/exchanges.ts";

const KEY = "ghp_0123456789abcdefghijklmnopqrstuvwxyz";
const { text: redact } = createRedactor({ secretValues: ["correct horse battery"], secretHeaders: () => [] });
const answered = () => turnOf(http({ path: "/v1/messages", ask: { model: "m", messages: [] }, body: { type: "message", content: [] } }));
const context = { session: "s", transport: "http", startedAt: 0 } as const;

const output: readonly Block[] = [
  { type: "text", text: `${"long ".repeat(2_000)}\nThe key is ${KEY}.` },
  { type: "toolCall", id: "t", name: "Bash", input: { command: `curl -H "x: ${KEY}" -u correct horse battery` } },
];

test("a summary holds no secret that only the joined pieces show, and the same counts as before", () => {
  const turn = { ...answered(), output };
  const plain = ownReading.summarize(turn, context);

  const masked = maskedReading(ownReading, redact).summarize(turn, context);

  expect(plain.answered).toContain(KEY);
  expect(JSON.stringify(masked)).not.toMatch(/ghp_0|horse/);
  expect(masked.answered).toContain("The key is {{secret.");
  expect(masked.outputTokens).toBe(plain.outputTokens);
});

test("a turn that is shown whole is masked as a whole", () => {
  const masked = maskedTurn({ ...answered(), output }, redact);

  expect(JSON.stringify(masked)).not.toMatch(/ghp_0|horse/);
  expect(masked.output.map(({ type }) => type)).toEqual(["text", "toolCall"]);
});
