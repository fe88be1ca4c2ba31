import { describe, expect, test } from "vitest";
import { anyAgent } from "../../../src/agents/any.ts";
import { claude } from "../../../src/agents/claude.ts";
import { codex } from "../../../src/agents/codex.ts";
import { gemini } from "../../../src/agents/gemini.ts";
import { opencode } from "../../../src/agents/opencode.ts";
import { qwen } from "../../../src/agents/qwen.ts";
import { agentFor, agents } from "../../../src/agents/registry.ts";
import { shellLine } from "../../../src/agents/shell-line.ts";

const base = { url: "http://127.0.0.1:5577/_ccxray/k/abc" };
const inlineConfig = (env: Readonly<Record<string, string | undefined>>): unknown => JSON.parse(env["OPENCODE_CONFIG_CONTENT"] ?? "");

describe("codex", () => {
  test("is pointed here by its own overrides, before the user's arguments, so that the user's win", () => {
    expect(codex.launch(base, ["exec", "-c", "model=o3", "hi"], {})).toEqual({
      args: [
        "-c",
        'openai_base_url="http://127.0.0.1:5577/_ccxray/k/abc/v1"',
        "-c",
        'chatgpt_base_url="http://127.0.0.1:5577/_ccxray/k/abc/backend-api/"',
        "exec",
        "-c",
        "model=o3",
        "hi",
      ],
      env: {},
      notices: [],
    });
  });

  test.each([[["-c", "model_provider=mine"]], [["--oss"]], [["--config=openai_base_url=http://x"]]])("told to go elsewhere by %o it may, with a word about it", (args) => {
    const { args: launched, notices } = codex.launch(base, args, {});

    expect(launched.slice(-args.length)).toEqual(args);
    expect(notices).toHaveLength(1);
  });
});

describe("claude", () => {
  test("has its base URL and keeps its tool search", () => {
    expect(claude.launch(base, ["-p", "hi"], { ANTHROPIC_BASE_URL: "http://mine" })).toEqual({
      args: ["-p", "hi"],
      env: { ANTHROPIC_BASE_URL: base.url, ENABLE_TOOL_SEARCH: "true" },
      notices: [],
    });
  });

  test("a choice about tool search is the user's", () => {
    expect(claude.launch(base, [], { ENABLE_TOOL_SEARCH: "false" }).env["ENABLE_TOOL_SEARCH"]).toBe("false");
  });

  test("on a cloud's own road it is said that nothing will be seen", () => {
    expect(claude.launch(base, [], { CLAUDE_CODE_USE_BEDROCK: "1" }).notices.join()).toContain("CLAUDE_CODE_USE_BEDROCK");
  });
});

test("gemini has its base URL, and says what a Google login does", () => {
  expect(gemini.launch(base, [], { GEMINI_API_KEY: "k" })).toEqual({ args: [], env: { GOOGLE_GEMINI_BASE_URL: base.url }, notices: [] });
  expect(gemini.launch(base, [], {}).notices).toHaveLength(1);
});

test("qwen does not see outbound proxies, since it would send us through them", () => {
  const { env, notices } = qwen.launch(base, [], { HTTPS_PROXY: "http://proxy", NO_PROXY: "127.0.0.1" });

  expect(env).toEqual({ OPENAI_BASE_URL: `${base.url}/v1`, HTTPS_PROXY: undefined });
  expect(notices.join()).toContain("HTTPS_PROXY");
});

describe("opencode", () => {
  test("has base URLs in its inline configuration, and what the user put there stays", () => {
    const given = { theme: "x", provider: { openai: { options: { timeout: 5 }, name: "mine" }, other: {} } };

    const { env } = opencode.launch(base, [], { OPENCODE_CONFIG_CONTENT: JSON.stringify(given) });

    expect(inlineConfig(env)).toEqual({
      theme: "x",
      provider: {
        anthropic: { options: { baseURL: `${base.url}/v1` } },
        openai: { options: { timeout: 5, baseURL: `${base.url}/v1` }, name: "mine" },
        google: { options: { baseURL: `${base.url}/v1beta` } },
        other: {},
      },
    });
  });

  test("with a configuration that cannot be read it is left alone, with a word about it", () => {
    expect(opencode.launch(base, [], { OPENCODE_CONFIG_CONTENT: "{ // comment" })).toMatchObject({ env: {}, notices: [expect.stringContaining("OPENCODE_CONFIG_CONTENT")] });
  });
});

test("any other command has every known variable", () => {
  expect(anyAgent("npm").launch(base, ["test"], {})).toMatchObject({
    args: ["test"],
    env: { ANTHROPIC_BASE_URL: base.url, OPENAI_BASE_URL: `${base.url}/v1`, OPENAI_API_BASE: `${base.url}/v1`, GOOGLE_GEMINI_BASE_URL: base.url },
  });
});

test("an agent is known by its path too, and keeps that path", () => {
  expect(agentFor("/x/node_modules/.bin/codex")).toMatchObject({ name: "codex", command: "/x/node_modules/.bin/codex" });
  expect(agentFor("claude.cmd")).toMatchObject({ name: "claude", command: "claude.cmd" });
  expect(agentFor("codex-helper").name).toBe("codex-helper");
});

test("no agent changes or hides an argument of the user's", () => {
  const args = ["--help", "--port", "1", "--", "-c", "x y", ""];

  for (const agent of [...agents, anyAgent("x")]) expect(agent.launch(base, args, {}).args.slice(-args.length)).toEqual(args);
});

test("a line to paste starts the agent in a shell", () => {
  const plain = { url: "http://127.0.0.1:5577" };

  expect(shellLine(claude, plain, "linux")).toBe("ANTHROPIC_BASE_URL=http://127.0.0.1:5577 ENABLE_TOOL_SEARCH=true claude");
  expect(shellLine(codex, plain, "darwin")).toBe(`codex -c 'openai_base_url="http://127.0.0.1:5577/v1"' -c 'chatgpt_base_url="http://127.0.0.1:5577/backend-api/"'`);
  expect(shellLine(claude, plain, "win32")).toBe("$env:ANTHROPIC_BASE_URL='http://127.0.0.1:5577'; $env:ENABLE_TOOL_SEARCH='true'; claude");
});
