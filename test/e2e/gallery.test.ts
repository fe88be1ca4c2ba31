import { cpSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { record } from "../../scripts/record-cassettes/record.ts";
import { type Scenario, scenarios } from "../../scripts/record-cassettes/scenarios.ts";
import { settled } from "../../scripts/record-cassettes/settle.ts";
import { encodeCassette } from "../../src/cassette/encode.ts";
import { aFolder } from "../support/fixture.ts";
import { programs } from "../support/program.ts";
import { run } from "../support/run-program.ts";

const MONDAY = "On Monday, water the plants.";
const BOTH_DAYS = `${MONDAY} On Tuesday, bring the books back.`;

test.each(["anthropic/tool-call", "openai-responses/websocket", "openai-chat/cut-stream", "gemini/error-then-retry"])("recording %s again gives the same file", async (name) => {
  const recorded = settled(await record(scenarioNamed(name)));

  const text = [...encodeCassette(recorded)].join("");
  expect(withoutVersion(text)).toBe(withoutVersion(readFileSync(`cassettes/${name}.json`, "utf8")));
});

describe.each(programs())("$name", (program) => {
  test.each([
    { name: "anthropic/parallel-tool-calls", said: `Let me look.\n${BOTH_DAYS}\n`, noticed: "" },
    { name: "openai-responses/websocket", said: `Let me look.\n${BOTH_DAYS}\n`, noticed: "" },
    { name: "openai-responses/refused-upgrade", said: `Let me look.\n${MONDAY}\n`, noticed: "The WebSocket was refused" },
    { name: "openai-chat/error-then-retry", said: "Hello, and a good day to you!\n", noticed: "" },
    { name: "gemini/cut-stream", said: "Hello, and a good day to you!\n", noticed: "The answer broke off" },
  ])("$name runs again in another folder, offline, without any difference", async ({ name, said, noticed }) => {
    const folder = aFolder();
    cpSync("scripts/examples", `${folder}/scripts/examples`, { recursive: true });
    const { client, prompt } = scenarioNamed(name);
    const command = [process.execPath, `scripts/examples/${client}`, prompt];

    const replay = run([...program.command, "replay", "--match", "exact", "--no-drift", resolve(`cassettes/${name}.json`), "--", ...command], { home: `${folder}/home`, cwd: folder });
    const { code, stdout, stderr } = await replay.ended;

    expect(stdout).toBe(said);
    expect(stderr).toContain(noticed);
    expect(code).toBe(0);
  });
});

function scenarioNamed(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (!found) throw new Error(`no scenario is named ${name}`);
  return found;
}

/** A release alone is no reason to record the gallery again. */
function withoutVersion(text: string): string {
  return text.replace(/^"recordedBy": .*$/m, "");
}
