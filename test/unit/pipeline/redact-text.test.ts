import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createTextRedactor } from "../../../src/pipeline/redact-text.ts";

const NUMBER = "1234567890";
const redactor = createTextRedactor(["hunter2-hunter2", 'quote"and\\slash', "per%cent & space", "nlittle-escape", NUMBER, "short"]);
const redact = (text: string): string => redactor.redact(text);

const letters = (length: number): string => "aB3dE5fG7hJ9".repeat(Math.ceil(length / 12)).slice(0, length);
const PEM = `-----BEGIN RSA PRIVATE KEY-----\n${letters(64)}\n${letters(64)}\n-----END RSA PRIVATE KEY-----`;
const SHAPES = [
  ["anthropic_key", `sk-ant-api03-${letters(40)}`],
  ["openai_key", `sk-proj-${letters(40)}`],
  ["api_key", `sk-${letters(40)}`],
  ["stripe_key", `sk_live_${letters(24)}`],
  ["github_token", `ghp_${letters(36)}`],
  ["github_token", `gho_${letters(36)}`],
  ["github_token", `github_pat_${letters(60)}`],
  ["aws_key_id", "AKIAIOSFODNN7EXAMPLE"],
  ["aws_key_id", "ASIAIOSFODNN7EXAMPLE"],
  ["slack_token", `xoxb-${letters(30)}`],
  ["google_key", `AIza${letters(35)}`],
  ["google_token", `ya29.${letters(35)}`],
  ["gitlab_token", `glpat-${letters(20)}`],
  ["npm_token", `npm_${letters(36)}`],
  ["huggingface_token", `hf_${letters(34)}`],
  ["groq_key", `gsk_${letters(34)}`],
  ["xai_key", `xai-${letters(34)}`],
  ["jwt", `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.${letters(43)}`],
  ["jwt", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxMjM0NTY3ODkwIn0."],
  ["private_key", PEM],
  ["private_key", JSON.stringify(PEM).slice(1, -1)],
  ["private_key", PEM.replaceAll("\n", "\n    12→")],
  ["env", "hunter2-hunter2"],
] as const;

describe("keys that can be told by their shape", () => {
  const BORDERS = [["", ""], ["x ", " y"], ['"', '"'], ["x\n", "\ny"], ["x\\n", "\\ny"], ["x\\\\n", "\\\\ny"], ["x\\u003d", "\\u0026y"], ["x%3D", "&y"], ["(", ")"], ["x=", ",y"], ["/", "/"]] as const;

  test.each(SHAPES)("%s is found whatever stands beside it: %s", (kind, secret) => {
    for (const [before, after] of BORDERS) {
      expect(redact(before + secret + after), `between ${before} and ${after}`).toBe(`${before}{{secret.${kind}}}${after}`);
    }
  });

  test("a private key whose end is missing", () => {
    expect(redact(`{"a":"${JSON.stringify(PEM).slice(1, -40)}"}`)).toBe('{"a":"{{secret.private_key}}"}');
  });

  test("a bearer token keeps its scheme, prose does not count as one", () => {
    expect(redact(`curl -H "Authorization: Bearer abcdefgh1234"`)).toBe('curl -H "Authorization: Bearer {{secret.authorization}}"');
    expect(redact("send it as bearer abcdefgh1234 today")).toBe("send it as bearer {{secret.bearer}} today");
    expect(redact("bearer authentication is a Bearer challenge")).toBe("bearer authentication is a Bearer challenge");
  });

  test("a password in a URL", () => {
    expect(redact("postgres://me:p4ss@db:5432/x and redis://:p4ss@host")).toBe("postgres://me:{{secret.password}}@db:5432/x and redis://:{{secret.password}}@host");
    expect(redact("postgres:\\/\\/me:p4ss@db")).toBe("postgres:\\/\\/me:{{secret.password}}@db");
    expect(redact("https://host:8080/a@b?x=y:z@")).toBe("https://host:8080/a@b?x=y:z@");
  });
});

describe("values that are named like secrets", () => {
  test.each([
    ['{"api_key":"abc"}', '{"api_key":"{{secret.api_key}}"}'],
    ['{"accessToken" : "a\\"b\\\\"}', '{"accessToken" : "{{secret.accesstoken}}"}'],
    ['{"x-api-key":"abc","refresh_token":"d","id_token":"e"}', '{"x-api-key":"{{secret.x_api_key}}","refresh_token":"{{secret.refresh_token}}","id_token":"{{secret.id_token}}"}'],
    ['{"client_secret":"a b","password":"ü","secret_key":"k","private_key":"p"}', '{"client_secret":"{{secret.client_secret}}","password":"{{secret.password}}","secret_key":"{{secret.secret_key}}","private_key":"{{secret.private_key}}"}'],
    ['{"Authorization":"Basic dXNlcg=="}', '{"Authorization":"Basic {{secret.authorization}}"}'],
    ['{"a":"{\\"api_key\\": \\"abc\\", \\"b\\": 1}"}', '{"a":"{\\"api_key\\": \\"{{secret.api_key}}\\", \\"b\\": 1}"}'],
    ['"{\\\\\\"password\\\\\\":\\\\\\"a\\\\\\\\\\\\\\"b\\\\\\"}"', '"{\\\\\\"password\\\\\\":\\\\\\"{{secret.password}}\\\\\\"}"'],
    ["const apiKey = 'abc';", "const apiKey = '{{secret.apikey}}';"],
    ["export OPENAI_API_KEY=abcdefgh", "export OPENAI_API_KEY={{secret.openai_api_key}}"],
    ["x\\nGITHUB_TOKEN=abcdefgh\\ny", "x\\nGITHUB_TOKEN={{secret.github_token}}\\ny"],
    ["aws_secret_access_key = wJalr9XUtnFEMI/K7MDENG", "aws_secret_access_key = {{secret.aws_secret_access_key}}"],
    ["db password=hunter22&user=me", "db password={{secret.password}}&user=me"],
    ["GET /x?key=abcdefgh&n=1", "GET /x?key={{secret.key}}&n=1"],
    ["curl -H 'x-api-key: abcdef123'", "curl -H 'x-api-key: {{secret.x_api_key}}'"],
    ['{"token":"abcdefgh12345678"}', '{"token":"{{secret.token}}"}'],
  ])("%s", (before, after) => {
    expect(redact(before)).toBe(after);
  });

  test.each([
    '{"token":" Hello","logprob":-0.1}',
    '{"prompt_cache_key":"0199-abcdefabcdef","max_tokens":4096,"input_tokens":"12"}',
    '{"password":{"type":"string"},"required":["password","api_key"]}',
    '{"a":"the password=","b":"c"}',
    `{"a":"'password': ","b":"c"}`,
    "Client(api_key=api_key, password=settings.password)",
    "password = getPassword1()",
    'if (token == "x") return',
    '{"password":"${DB_PASSWORD}","api_key":"<your key>","secret_key":""}',
    "interface Login { password: string; apiKey: string }",
    'fetch(url, { credentials: "same-origin" })',
    "API_KEY=$API_KEY",
    '{"next_page_token":"abcdefgh12345678"}',
  ])("%s is left as it is", (text) => {
    expect(redact(text)).toBe(text);
  });
});

describe("values that are known", () => {
  test("are found as they are, in JSON, in JSON within JSON, and in URLs", () => {
    const value = 'quote"and\\slash';
    const json = JSON.stringify({ a: value, b: JSON.stringify({ c: value }) });

    expect(redact(`x${value}y`)).toBe("x{{secret.env}}y");
    expect(redact(json)).toBe('{"a":"{{secret.env}}","b":"{\\"c\\":\\"{{secret.env}}\\"}"}');
    expect(redact("?a=per%25cent%20%26%20space&b=per%25cent+%26+space")).toBe("?a={{secret.env}}&b={{secret.env}}");
  });

  test("short ones are not looked for", () => {
    expect(redact("a short text")).toBe("a short text");
  });

  test("one that could be a JSON number is only replaced inside strings", () => {
    expect(redact(`{"created":${NUMBER},"pin":"${NUMBER}"}`)).toBe(`{"created":${NUMBER},"pin":"{{secret.env}}"}`);
  });

  test("one that begins like an escape tears no escape", () => {
    expect(JSON.parse(redact('"a\\nlittle-escape"'))).toBe("a{{secret.env}}");
  });
});

test.each([
  "toolu_01A09q90qw90lq917835lq9", "call_abcdefghijklmnop123456", "fc_0123456789abcdef0123456789abcdef", "msg_01XFDUDYJgAACzvnptvVoYEL", "resp_68af4030592c81938ec0a5fbab4a3e9f05438e46b5f69a3b",
  "rs_68af4030baa48193b0b43b4c2a176a1a05438e46b5f69a3b", "0199c1d2-3456-7abc-8def-0123456789ab", "da39a3ee5e6b4b0d3255bfef95601890afd80709", "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
  `{"signature":"EqQBCgIYAhIM${letters(400)}+/=="}`, `{"encrypted_content":"gAAAAABo${letters(200)}sk-${letters(40)}_AKIAIOSFODNN7EXAMPLE-x"}`, `data:image/png;base64,iVBORw0KGgo${letters(400)}/AIza+hf/==`,
  "task-sk-learn, disk-usage, risk-assessment-of-all-kinds-of-things", "sk-learn-is-a-short-name-for-a-library", "-----BEGIN PUBLIC KEY-----\nabc\n-----END PUBLIC KEY-----", 'text.includes("-----BEGIN PRIVATE KEY-----")',
])("%s is nobody's secret", (text) => {
  expect(redact(text)).toBe(text);
});

describe("for any text", () => {
  const bit = fc.oneof(
    fc.constantFrom(...SHAPES.map(([, secret]) => secret), NUMBER, 'quote"and\\slash', "nlittle-escape"),
    fc.constantFrom("api_key", "password", "token", "Authorization", "AWS_SECRET_KEY", "Bearer ", "://", "@", "{{secret.x}}", "{{", "sk-"),
    fc.constantFrom('"', "'", "\\", ":", "=", " ", ",", "\n", "&", "?", "{", "}", "\u2028", "é", "😀"),
    fc.string(),
  );
  const texts = fc.array(bit, { maxLength: 12 }).map((bits) => bits.join(""));
  const json = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: "small" }, texts, fc.integer(), fc.constant(Number(NUMBER)), fc.constant(null), fc.array(tie("value"), { maxLength: 4 }), fc.dictionary(fc.oneof(texts, fc.constantFrom("api_key", "password")), tie("value"), { maxKeys: 4 }), tie("value").map((value) => JSON.stringify(value))),
  })).value;

  test("redacting twice gives what redacting once gave", () => {
    fc.assert(fc.property(texts, (text) => { expect(redact(redact(text))).toBe(redact(text)); }), { numRuns: 3000, seed: 1 });
  });

  test("JSON stays JSON, also inside its strings, and redacting it twice changes nothing", () => {
    fc.assert(
      fc.property(json, (value) => {
        const once = redact(JSON.stringify(value));
        expect(() => JSON.parse(once) as unknown).not.toThrow();
        expect(redact(once)).toBe(once);
      }),
      { numRuns: 3000, seed: 2 },
    );
  });

  test("no known value is left over", () => {
    fc.assert(fc.property(texts, (text) => { expect(redact(text)).not.toContain("hunter2-hunter2"); }), { numRuns: 1000, seed: 3 });
  });
});

test.each(["key=", "token=", "?token=key=", "api_key=", "API_KEY=", "API_KEY=a1", "password:=", "secret=>token:", "token=token=1:"])("names upon names do not hold up the thread: %s", { timeout: 3000 }, (unit) => {
  const text = unit.repeat(300_000 / unit.length);
  expect(redact(text).length).toBeLessThanOrEqual(text.length);
});

test("an unquoted value goes as a whole, however long it is", () => {
  expect(redact(`GITHUB_TOKEN=${letters(50_000)} ls`)).toBe("GITHUB_TOKEN={{secret.github_token}} ls");
});

test.each([
  [["dev-password"], `"dev-password":"hunter2hunter2"`],
  [["xpassword"], "xpassword=hunter2hunter2"],
  [[], `"sk-ant-abcdefgh-api_key":"hunter2hunter2"`],
  [[], "glpat-abcdefghijkl_password=hunter2hunter2"],
])("a value whose name ends within another secret is one too, wherever it stands: %j %s", (values, text) => {
  const knowing = createTextRedactor(values);
  for (let at = 0; at < 16; at++) expect(knowing.redact(" ".repeat(at) + text)).not.toContain("hunter2");
});
