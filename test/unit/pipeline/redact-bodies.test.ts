import { expect, test } from "vitest";
import { createBodyRedactor } from "../../../src/pipeline/redact-bodies.ts";
import { createTextRedactor } from "../../../src/pipeline/redact-text.ts";
import { counting, KEY } from "./counting-redactor.ts";


/** A conversation's body after so many turns; every seventh message holds a secret. */
function body(turns: number, salt = ""): string {
  const messages = Array.from({ length: turns }, (_, i) => ({ role: "user", content: `${salt} turn ${i} ${i % 7 === 0 ? KEY : ""} ${"lorem ipsum ".repeat(300)}` }));
  return JSON.stringify({ model: "m", messages, stream: true });
}

test("a body that grows is redacted as if it were looked at whole, at the cost of its news", () => {
  const whole = createTextRedactor([]);
  const { redactor, looked } = counting(whole);
  const redact = createBodyRedactor(redactor);
  redact(body(200));

  for (let turns = 201; turns <= 220; turns++) {
    const before = looked();
    expect(redact(body(turns))).toBe(whole.redact(body(turns)));
    expect(looked() - before).toBeLessThan(4 * 64 * 1024);
  }
});

test("conversations that take turns, also such that begin alike, each find their own earlier body", () => {
  const whole = createTextRedactor([]);
  const { redactor, looked } = counting(whole);
  const redact = createBodyRedactor(redactor);
  const other = body(200).replace("turn 100", "turn, another,");
  for (const one of [body(200, "a"), body(200), other]) redact(one);
  const before = looked();

  for (const one of [body(201, "a"), body(201), other]) expect(redact(one)).toBe(whole.redact(one));
  expect(looked() - before).toBeLessThan(3 * 4 * 64 * 1024);
});

test("a change in the middle of what was sent before is seen", () => {
  const whole = createTextRedactor([]);
  const redact = createBodyRedactor(whole);
  redact(body(200));
  const changed = body(200).replace("turn 101 ", `turn 101 xoxb-${"0123456789".repeat(3)} `);

  expect(redact(changed)).toBe(whole.redact(changed));
  expect(redact(changed)).not.toContain("xoxb-");
});

test("a secret is found wherever it stands, also where a body is cut for looking at it", () => {
  const redact = createBodyRedactor(createTextRedactor([]));
  const filler = "x".repeat(200_000);

  for (let at = 62_000; at < 67_000; at += 53) {
    const text = `${filler.slice(0, at)} {"password":"${"p".repeat(900)}"} ${filler}`;
    expect(redact(text)).not.toContain("ppp");
  }
});

test("a blob without a place to cut is not changed", () => {
  const redact = createBodyRedactor(createTextRedactor([]));
  const blob = `{"image":"${"AKIAIOSFODNN7EXAMPLEsk-ant-aB3dE5fG_-".repeat(20_000)}"}`;

  expect(redact(blob)).toBe(blob);
});
