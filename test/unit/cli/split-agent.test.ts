import { describe, expect, test } from "vitest";
import { splitAgent } from "../../../src/cli/split-agent.ts";
import { CcxrayError } from "../../../src/domain/errors.ts";

const split = (line: string) => splitAgent(line === "" ? [] : line.split(" "));
const failure = (line: string): CcxrayError => {
  try {
    split(line);
  } catch (error) {
    if (error instanceof CcxrayError) return error;
    throw error;
  }
  throw new Error(`${line} was accepted`);
};

describe("what belongs to whom", () => {
  test.each([
    ["codex", [], "codex", []],
    ["proxy codex", [], "codex", []],
    ["proxy --port 5600 codex --port 1 --help", ["--port=5600"], "codex", ["--port", "1", "--help"]],
    ["--port=5600 claude -p hi --no-browser", ["--port=5600"], "claude", ["-p", "hi", "--no-browser"]],
    ["--no-browser proxy --quiet claude --json", ["--no-browser", "--quiet"], "claude", ["--json"]],
    ["claude --version", [], "claude", ["--version"]],
    ["codex -- exec", [], "codex", ["--", "exec"]],
    ["-q gemini", ["--quiet"], "gemini", []],
    ["proxy --upstream openai=http://a/v1?x --upstream anthropic=http://b codex", ["--upstream=openai=http://a/v1?x", "--upstream=anthropic=http://b"], "codex", []],
    ["proxy --upstream=openai=http://a codex", ["--upstream=openai=http://a"], "codex", []],
    ["proxy -- npm test -- --port 3", [], "npm", ["test", "--", "--port", "3"]],
    ["proxy --port 0 -- codex exec", ["--port=0"], "codex", ["exec"]],
    ["-- npm test", [], "npm", ["test"]],
  ] as const)("%s", (line, ours, command, args) => {
    expect(split(line)).toEqual({ command: "proxy", ours, agent: { command, args }, asks: undefined });
  });

  test("every flag of ours reaches the agent when it stands after the agent's name", () => {
    const all = ["--port", "1", "--host=h", "--no-browser", "--upstream", "x", "--home", "h", "-q", "--json", "-h", "--version", "--unknown", "--"];
    for (let cut = 0; cut <= all.length; cut++) {
      const args = all.slice(cut);

      expect(splitAgent(["codex", ...args]).agent).toEqual({ command: "codex", args });
      expect(splitAgent(["proxy", "--", "x", ...args]).agent).toEqual({ command: "x", args });
    }
  });

  test("without an agent there is none, also after a lone --", () => {
    expect(split("proxy").agent).toBeUndefined();
    expect(split("proxy --port 1 --").agent).toBeUndefined();
  });
});

describe("commands", () => {
  test.each([
    ["", undefined, []],
    ["sessions --limit 5", "sessions", ["--limit=5"]],
    ["--json sessions", "sessions", ["--json"]],
    ["show latest --raw --json", "show", ["--raw", "--json", "latest"]],
    ["show --raw latest/1", "show", ["--raw", "latest/1"]],
    ["journal prune --retention-days=3", "journal prune", ["--retention-days=3"]],
    ["journal", "journal", []],
    ["sessions --json=false", "sessions", ["--no-json"]],
    ["sessions --no-json=false", "sessions", ["--json"]],
  ])("%s", (line, command, ours) => {
    expect(split(line)).toMatchObject({ command, ours, agent: undefined, asks: undefined });
  });

  test.each([
    ["--help", undefined, "help"],
    ["-h", undefined, "help"],
    ["proxy --help", "proxy", "help"],
    ["sessions --json -h", "sessions", "help"],
    ["help sessions", "sessions", "help"],
    ["help journal", "journal", "help"],
    ["help codex", "proxy", "help"],
    ["--version", undefined, "version"],
    ["-V", undefined, "version"],
  ] as const)("%s asks for something", (line, command, asks) => {
    expect(split(line)).toMatchObject({ command, asks });
  });
});

describe("what is unknown is said with the nearest that is known", () => {
  test.each([
    ["codx", /no command or agent "codx".*codex/],
    ["sesions", /"sesions".*sessions/],
    ["proxy cluade", /no agent "cluade".*claude/],
    ["proxy --prot 1 codex", /no flag --prot.*--port/],
    ["--no-browsr codex", /no flag --no-browsr.*--no-browser/],
    ["--no-port codex", /no flag --no-port/],
    ["-p codex", /no flag -p/],
    ["sessions --port 1", /no flag --port/],
    ["--port 1 sessions", /no flag --port for ccxray sessions/],
    ["sessions extra", /takes no "extra"/],
    ["show a b", /takes no "b"/],
    ["journal prnue", /"journal prnue".*prune/],
    ["proxy --port", /--port needs a value/],
    ["proxy --port --quiet codex", /--port needs a value/],
    ["--home -x codex", /--home needs a value/],
    ["sessions --json=maybe", /--json=maybe is neither/],
    ["constructor", /no command or agent "constructor"/],
    ["--constructor codex", /no flag --constructor/],
  ])("%s", (line, message) => {
    const error = failure(line);

    expect(error.code).toBe("USAGE");
    expect(error.message).toMatch(message);
    expect(error.hint).toBeTruthy();
  });

  test("a negative number is a value, to be judged as one", () => {
    expect(split("--port -1 codex").ours).toEqual(["--port=-1"]);
  });
});
