import { expect, test } from "vitest";
import { type ExchangeEvent, type HeaderList, type Message, messagesOf, type Opening, type Payload } from "../../../src/domain/exchange.ts";
import { createRedactor } from "../../../src/pipeline/redact.ts";

const KEY = `sk-ant-api03-${"aB3dE5fG".repeat(8)}`;
const MASK = "{{secret.anthropic_key}}";
const setUp = () => createRedactor({ secretValues: ["hunter2-hunter2"], secretHeaders: (provider) => (provider === "p" ? ["chatgpt-account-id"] : []) });

function opening(headers: HeaderList = [], path = "/"): Opening {
  return { id: "x", provider: "p", transport: "http", startedAt: 0, upstream: `https://me:pw@api.example${path}`, request: { method: "POST", path, headers, upgrade: false } };
}

function message(payload: Payload, rest: Partial<Message> = {}): ExchangeEvent {
  return { type: "message", id: "x", message: { from: "client", at: 1, kind: "body", payload, ...rest } };
}

function payloadOf(event: ExchangeEvent): Payload {
  if (event.type !== "message") throw new Error(`a message was expected, not ${event.type}`);
  return event.message.payload;
}

test.each([
  ["Authorization", "Bearer abc", "Bearer {{secret.authorization}}"],
  ["authorization", "abc", "{{secret.authorization}}"],
  ["Proxy-Authorization", "Basic dTpw", "Basic {{secret.proxy-authorization}}"],
  ["Cookie", "a=1; b=2=3; c", "a={{secret.cookie}}; b={{secret.cookie}}; {{secret.cookie}}"],
  ["Set-Cookie", "sid=abc; Path=/; HttpOnly", "sid={{secret.set-cookie}}; Path=/; HttpOnly"],
  ["X-Api-Key", "abc", "{{secret.x-api-key}}"],
  ["api-key", "abc", "{{secret.api-key}}"],
  ["x-goog-api-key", "abc", "{{secret.x-goog-api-key}}"],
  ["x-amz-security-token", "abc", "{{secret.x-amz-security-token}}"],
  ["X_Auth_Token", "abc", "{{secret.x_auth_token}}"],
  ["x-ccxray-auth", "abc", "{{secret.x-ccxray-auth}}"],
  ["ChatGPT-Account-Id", "abc", "{{secret.chatgpt-account-id}}"],
  ["x-note", `it is ${KEY}`, `it is ${MASK}`],
  ["referer", "https://a/?token=abc&b=1", "https://a/?token={{secret.token}}&b=1"],
  ["sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ=="],
  ["Idempotency-Key", "abc", "abc"],
  ["anthropic-ratelimit-tokens-limit", "80000", "80000"],
  ["x-ratelimit-remaining-tokens", "80000", "80000"],
  ["content-type", "application/json", "application/json"],
])("header %s: %s", (name, value, masked) => {
  const { headers } = setUp();
  const once = headers([[name, value]], "p");

  expect(once).toEqual([[name, masked]]);
  expect(headers(once, "p")).toEqual(once);
});

test("a provider's own secret headers are masked in request, answer and trailers, and only there", () => {
  const { event } = setUp();
  const list: HeaderList = [["chatgpt-account-id", "abc"], ["x-other", "abc"]];
  const masked: HeaderList = [["chatgpt-account-id", "{{secret.chatgpt-account-id}}"], ["x-other", "abc"]];

  expect(event({ type: "opened", opening: opening(list) })).toMatchObject({ opening: { request: { headers: masked } } });
  expect(event({ type: "answered", id: "x", at: 1, response: { status: 200, statusText: "OK", headers: list } })).toMatchObject({ response: { headers: masked } });
  expect(event({ type: "ended", id: "x", at: 2, outcome: { type: "completed" }, trailers: list })).toMatchObject({ trailers: masked });
  expect(setUp().event({ type: "opened", opening: { ...opening(list), provider: "q" } })).toMatchObject({ opening: { request: { headers: list } } });
});

test("secrets in path and upstream are masked, the rest of them stays byte for byte", () => {
  const { event } = setUp();
  const path = "/v1/x?token=abc&key=d%20e&api_key=f&access_token=g&pageToken=h&n=%2F+";

  expect(event({ type: "opened", opening: opening([], path) })).toMatchObject({
    opening: {
      request: { path: "/v1/x?token={{secret.token}}&key={{secret.key}}&api_key={{secret.api_key}}&access_token={{secret.access_token}}&pageToken=h&n=%2F+" },
      upstream: expect.stringContaining("https://me:{{secret.password}}@api.example/v1/x?token={{secret.token}}&"),
    },
  });
});

test("what an outcome says is redacted", () => {
  const { event } = setUp();

  expect(event({ type: "ended", id: "x", at: 1, outcome: { type: "failed", code: "UPSTREAM_BROKEN", message: `no ${KEY}` } })).toMatchObject({ outcome: { message: `no ${MASK}` } });
  expect(event({ type: "ended", id: "x", at: 1, outcome: { type: "completed", closing: { by: "client", code: 1000, reason: KEY } } })).toMatchObject({ outcome: { closing: { reason: MASK } } });
});

test("bytes that are no text are searched too, and stay as they are around a secret", () => {
  const { event } = setUp();
  const before = Uint8Array.of(0xff, 0x00, 0xc3);
  const redacted = payloadOf(event(message(Buffer.concat([before, Buffer.from(` ${KEY} `), before]))));

  expect(Buffer.from(redacted as Uint8Array).equals(Buffer.concat([before, Buffer.from(` ${MASK} `), before]))).toBe(true);
});

test("a secret is found wherever the border of two parts cuts it", () => {
  const text = `${"some text, ".repeat(1000)}"${KEY}" ${"more text, ".repeat(1000)}`;
  const start = text.indexOf(KEY);

  for (let cut = start - 2; cut <= start + KEY.length + 2; cut++) {
    const { event } = setUp();
    const parts = [message(text.slice(0, cut), { more: true }), message(text.slice(cut, cut + 5), { more: true }), message(text.slice(cut + 5))].map((part) => payloadOf(event(part)));
    expect(parts.join(""), `cut at ${cut}`).toBe(text.replace(KEY, MASK));
  }
});

test("parts of one message are not mixed with what comes between them", () => {
  const { event } = setUp();
  const socket = { kind: "text" } as const;
  const given = [
    message("one sk-ant-", { ...socket, more: true }),
    message("ping", { kind: "ping" }),
    message(`from the other side ${KEY}`, { ...socket, from: "upstream" }),
    message(`${KEY.slice(7)} end`, socket),
    message("next", socket),
  ].map((part) => payloadOf(event(part)));

  expect(given).toEqual(["", "ping", `from the other side ${MASK}`, `one ${MASK} end`, "next"]);
});

test("parts of which some are no text lose no byte and hide no secret", () => {
  const { event } = setUp();
  const parts: Payload[] = ["é sk-ant-", Buffer.from(KEY.slice(7)), Uint8Array.of(0xff, 0xfe), " ü end"];
  const given = parts.map((payload, i) => payloadOf(event(message(payload, i < parts.length - 1 ? { more: true } : {}))));

  const joined = Buffer.concat(given.map((payload) => Buffer.from(payload as string)));
  expect(joined.equals(Buffer.concat([Buffer.from(`é ${MASK}`), Buffer.from([0xff, 0xfe]), Buffer.from(" ü end")]))).toBe(true);
});

test("a message in parts gives as many events as it has parts, the last without `more`", () => {
  const { event } = setUp();
  const long = "word ".repeat(10_000);
  const given = [message(long, { more: true }), message(long, { more: true }), message(long)].map((part) => event(part));

  expect(given.map((one) => one.type === "message" && one.message.more)).toEqual([true, true, undefined]);
  expect(given.map(payloadOf).join("")).toBe(long.repeat(3));
});

test("of many messages at once only those with a secret change, and each ends where it should", () => {
  const redactor = createRedactor({ secretValues: [], secretHeaders: () => [] });
  const texts = ["data: one\n\n", `data: sk-ant-api03-${"aB3dE5fG".repeat(4)}\n\n`, "data: three\n\n"];
  let end = 0;
  const run = { from: "upstream", at: 1, kind: "event", payload: texts.join(""), ends: texts.map((text) => (end += text.length)) } as const;

  const event = redactor.event({ type: "messages", id: "x", run });

  if (event.type !== "messages") throw new Error("another sort of event came back");
  expect(messagesOf(event.run).map(({ payload }) => payload)).toEqual(["data: one\n\n", "data: {{secret.anthropic_key}}\n\n", "data: three\n\n"]);
});

test.each([
  ["a letter before it", ["abc", KEY], ["abc", MASK]],
  ["a backslash before it", ["\\", KEY], ["\\", MASK]],
  ["a name that goes on", ["x_", "secret=abcdefgh12345678901"], ["x_", "secret={{secret.secret}}"]],
  ["a letter behind it", ["AKIA0123456789ABCDEF", "Zz"], ["{{secret.aws_key_id}}", "Zz"]],
  ["a bracket behind it", ["PASSWORD=abc123", '{"a":1}'], ["PASSWORD={{secret.password}}", '{"a":1}']],
  ["what looks redacted with it", ["{{secret.sk-ant-abcdefgh12", "}}"], ["{{secret.{{secret.anthropic_key}}", "}}"]],
  ["nothing but an empty message between", ["{}", "", KEY, "{}"], ["{}", "", MASK, "{}"]],
])("many messages at once hide no secret in one of them: %s", (_, texts, expected) => {
  let end = 0;
  const run = { from: "upstream", at: 1, kind: "text", payload: texts.join(""), ends: texts.map((text) => (end += text.length)) } as const;

  const event = setUp().event({ type: "messages", id: "x", run });

  if (event.type !== "messages") throw new Error("another sort of event came back");
  expect(messagesOf(event.run).map(({ payload }) => payload)).toEqual(expected);
});

test("of many messages as bytes too, only those with a secret change", () => {
  const texts = ['{"delta":"one"}', `{"delta":"${KEY}"}`, '{"delta":"three"}'];
  let end = 0;
  const ends = texts.map((text) => (end += text.length));
  const runOf = (text: string) => ({ from: "upstream", at: 1, kind: "text", payload: Buffer.from(text), ends }) as const;
  const [secret, clean] = [runOf(texts.join("")), runOf(texts.join("").replace(KEY, "x".repeat(KEY.length)))].map((run) => ({ type: "messages", id: "x", run }) as const);

  const event = secret && setUp().event(secret);

  if (event?.type !== "messages" || clean === undefined) throw new Error("another sort of event came back");
  expect(messagesOf(event.run).map(({ payload }) => payload)).toEqual([texts[0], `{"delta":"${MASK}"}`, texts[2]]);
  expect(setUp().event(clean)).toBe(clean);
});

test("a secret is found wherever it stands in the bytes of many messages", () => {
  const event = setUp().event;
  for (let at = 4070; at < 4110; at++) {
    const text = `${" ".repeat(at)}${KEY}${" ".repeat(5000)}`;
    const told = event({ type: "messages", id: "x", run: { from: "upstream", at: 1, kind: "text", payload: Buffer.from(text), ends: [text.length] } });
    expect(told.type === "messages" && told.run.payload, `at ${at}`).toBe(text.replace(KEY, MASK));
  }
});

test("many messages without a secret are given as they came", () => {
  const redactor = createRedactor({ secretValues: [], secretHeaders: () => [] });
  const event = { type: "messages", id: "x", run: { from: "upstream", at: 1, kind: "event", payload: "data: 1\n\ndata: 2\n\n", ends: [9, 18] } } as const;

  expect(redactor.event(event)).toBe(event);
});
