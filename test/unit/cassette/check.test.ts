import { describe, expect, test } from "vitest";
import type { CassetteExchange } from "../../../src/cassette/cassette.ts";
import { checkCassette, type CheckOptions } from "../../../src/cassette/check.ts";
import type { Finding } from "../../../src/cassette/finding.ts";
import { encodeCassette } from "../../../src/cassette/encode.ts";
import { createRedactor } from "../../../src/pipeline/redact.ts";
import { cassetteOf, exchangeOf, message } from "../../support/cassette-exchanges.ts";

const { text: redact } = createRedactor({ secretValues: [], secretHeaders: () => [] });

function check(parts: Partial<CassetteExchange>, unclaimed: NonNullable<CheckOptions["unclaimed"]> = "fine"): readonly Finding[] {
  const cassette = cassetteOf(exchangeOf("e1", parts));
  return checkCassette(cassette, [...encodeCassette(cassette)].join(""), { redact, unclaimed });
}

const said = (value: object): Partial<CassetteExchange> => ({ messages: [message("client", "body", JSON.stringify(value))] });
const RANDOM = "x7Kq2mPz9LwRt4VbNc8YsD3f";

test("a key is found with line and column, and masked", () => {
  expect(check(said({ text: "use sk-ant-api03-abcdefghijklmnop" }))).toEqual([
    { severity: "error", line: 10, column: 48, what: "what looks like anthropic key", excerpt: "sk-a… (29 characters)", hint: expect.stringContaining("ccxray cassette redact") },
  ]);
});

test.each<[string, Partial<CassetteExchange>, string, string]>([
  ["a home folder", said({ dir: "in\n/home/mwinter/src" }), "a person's home folder", "/home/m…"],
  ["a home folder of macOS", said({ dir: "file:///Users/mwinter" }), "a person's home folder", "/Users/m…"],
  ["a home folder of Windows", said({ dir: "C:\\Users\\mwinter\\src" }), "a person's home folder", "C:\\\\Users\\\\m…"],
  ["an e-mail address", said({ text: "ask\nada@corp.io" }), "what looks like email", "ada@… (11 characters)"],
  ["a random text under the name of a secret", said({ clientCredential: RANDOM }), "what looks random in clientCredential", "x7Kq… (24 characters)"],
  ["the same within JSON in a text", said({ text: JSON.stringify({ accessKeyData: RANDOM }) }), "what looks random in accessKeyData", "x7Kq… (24 characters)"],
  ["a random header", { request: { method: "GET", path: "/", headers: [["x-my-auth", RANDOM]], upgrade: false } }, "what looks random in x-my-auth", "x7Kq… (24 characters)"],
])("%s is an error", (_, parts, what, excerpt) => {
  expect(check(parts)).toMatchObject([{ severity: "error", what, excerpt }]);
});

test("a key that is spelled over several messages is found, too", () => {
  const deltas = ["sk-ant-", "api03-abc", "defghijkl"].map((text) => message("upstream", "event", `data: ${JSON.stringify({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } })}\n\n`));

  expect(check({ provider: "anthropic", messages: deltas })).toMatchObject([
    { line: 6, what: "a secret spelled over several messages", excerpt: "e1/0" },
    { line: 6, excerpt: "e1/1" },
    { line: 6, excerpt: "e1/2" },
  ]);
});

test("a provider that there is not is nobody's claim", () => {
  expect(check({ provider: "openai-respnses" }, "error")).toMatchObject([{ severity: "error", what: "no provider claims e1" }]);
});

test.each(["warning", "error"] as const)("an exchange that nobody claims is a finding, of the severity that is asked for: %s", (severity) => {
  expect(check({}, severity)).toMatchObject([{ severity, line: 6, what: "no provider claims e1", excerpt: "POST /x" }]);
  expect(check({}, "fine")).toEqual([]);
});

describe("what must round-trip or is nobody's is no finding", () => {
  test.each([
    ["signatures", { signature: `EqQB${RANDOM}${RANDOM}==`, encrypted_content: `gAAAA${RANDOM}${RANDOM}` }],
    ["tool ids", { id: "toolu_01A09q90qw90lq917835lq9", call_id: "call_x7Kq2mPz9LwRt4VbNc8YsD3f", auth_call: "call_x7Kq2mPz9LwRt4VbNc8YsD3f" }],
    ["images", { source: { type: "base64", data: `iVBORw0KGgo${RANDOM.repeat(20)}` } }],
    ["hashes and UUIDs", { auth_hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", prompt_cache_key: "018f0000-0000-7000-8000-000000000001", session_key: "018f0000-0000-7000-8000-000000000001" }],
    ["example addresses and robots", { text: "me@example.com, x@y.test, noreply@anthropic.com, git@github.com:a/b.git, icon@2x.png, lodash@4.17.21" }],
    ["example homes", { text: "/home/user/src and /Users/username, {{home}}/src, https://example.org/home/page" }],
    ["placeholders", { api_key: "{{secret.api_key}}", password: "{{secret.password}}" }],
    ["token counts and names", { max_tokens: 32000, token_type: "authorization-code-with-verifier" }],
  ])("%s", (_, value) => {
    expect(check(said(value))).toEqual([]);
  });
});
