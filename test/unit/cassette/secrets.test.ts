import fc from "fast-check";
import { expect, test } from "vitest";
import { checkCassette } from "../../../src/cassette/check.ts";
import { encodeCassette } from "../../../src/cassette/encode.ts";
import { cassetteFrom } from "../../../src/cassette/from-exchanges.ts";
import { parseCassette } from "../../../src/cassette/read.ts";
import { redactCassette } from "../../../src/cassette/redact-cassette.ts";
import { applyEvent, type Exchange, type ExchangeEvent, type Header } from "../../../src/domain/exchange.ts";
import type { Redacted } from "../../../src/domain/redacted.ts";
import { createRedactor } from "../../../src/pipeline/redact.ts";
import { http, type Story } from "../../support/exchanges.ts";

const alphanumeric = (length: number): fc.Arbitrary<string> => fc.string({ unit: fc.constantFrom(...Array.from("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789")), minLength: length, maxLength: length });
const ENV_VALUE = "Tr0ub4dor&3 horse/battery";
const HOME = "/home/mwinter";

/** What must be in no cassette, and the part of it that would give it away. */
const secrets = fc.oneof(
  alphanumeric(40).map((rest) => ({ text: `sk-ant-api03-${rest}`, core: rest.slice(0, 30) })),
  alphanumeric(40).map((rest) => ({ text: `ghp_${rest}`, core: rest.slice(0, 30) })),
  fc.tuple(alphanumeric(20), alphanumeric(30), alphanumeric(40)).map(([head, claims, signature]) => ({ text: `eyJ${head}.eyJ${claims}.${signature}`, core: claims })),
  alphanumeric(64).map((line) => ({ text: `-----BEGIN PRIVATE KEY-----\n${line}\n${line}\n-----END PRIVATE KEY-----`, core: line })),
  alphanumeric(8).map((name) => ({ text: `${name}@corp-mail.io`, core: `${name}@` })),
  alphanumeric(8).map((name) => ({ text: `${HOME}/${name}`, core: "mwinter" })),
  fc.constant({ text: "mwinter", core: "mwinter" }),
  fc.constant({ text: ENV_VALUE, core: "horse/battery" }),
);

interface Planted {
  readonly text: string;
  readonly core: string;
}

function storyOf({ text }: Planted, size: number): Story {
  const answer = Array.from({ length: Math.ceil(text.length / size) }, (_, i) => text.slice(i * size, (i + 1) * size));
  const headers: Header[] = [["anthropic-version", "1"], ["authorization", `Bearer ${text}`], ["cookie", `a=${text}`], ["x-note", text.replaceAll("\n", " ")]];
  return http({
    path: `/v1/messages?token=${encodeURIComponent(text)}`,
    headers,
    ask: {
      model: "m",
      messages: [
        { role: "user", content: [{ type: "text", text: `use ${text} now` }] },
        { role: "user", content: [{ type: "tool_result", tool_use_id: "toolu_1", content: `out:\n${text}\n${JSON.stringify({ value: text })}` }] },
      ],
    },
    answerHeaders: [["x-echo", text.replaceAll("\n", " ")]],
    stream: [
      ...answer.map((piece) => ({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: piece } })),
      ...Array.from(JSON.stringify({ key: text }).matchAll(/[^]{1,5}/g), ([piece]) => ({ type: "content_block_delta", index: 1, delta: { type: "input_json_delta", partial_json: piece } })),
      { type: "error", error: { message: `refused ${text}` } },
    ],
  });
}

/** As the journal holds it: redacted event by event. */
function journaled({ opening, events }: Story): Redacted<Exchange> {
  const redactor = createRedactor(options);
  const [first, ...rest] = ([{ type: "opened", opening }, ...events] as ExchangeEvent[]).map((event) => redactor.event(event) as ExchangeEvent);
  const begun: Exchange = { ...(first as Extract<ExchangeEvent, { type: "opened" }>).opening, messages: [] };
  return rest.reduce((exchange, event) => applyEvent(exchange, event as Exclude<ExchangeEvent, { type: "opened" }>), begun) as Redacted<Exchange>;
}

const options = { secretValues: [ENV_VALUE], secretHeaders: () => ["x-api-key"] };
const place = { home: HOME, user: "mwinter", host: "wonderbox" };

test("nothing secret or private that was planted anywhere is in the file, and the file is whole", () => {
  fc.assert(
    fc.property(secrets, fc.integer({ min: 1, max: 30 }), (secret, size) => {
      const { text: redact } = createRedactor(options);

      const cassette = cassetteFrom([journaled(storyOf(secret, size))], { place, redact, name: "x", now: 0, version: "0" });

      const file = [...encodeCassette(cassette)].join("");
      const deltas = parseCassette(file, "x").exchanges[0]?.messages.map(({ json }) => json as { delta?: { text?: string; partial_json?: string } });
      const spelled = [deltas?.map((one) => one?.delta?.text ?? "").join(""), deltas?.map((one) => one?.delta?.partial_json ?? "").join("")];
      expect(`${file}\n${spelled.join("\n")}`).not.toContain(secret.core);
      expect(checkCassette(cassette, file, { redact }).filter(({ severity }) => severity === "error")).toEqual([]);
      expect(redactCassette(parseCassette(file, "x"), redact, place).changed).toEqual([]);
    }),
    { numRuns: 200 },
  );
});
