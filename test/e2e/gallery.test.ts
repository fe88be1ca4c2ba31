import { cpSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { scenarios } from "../../scripts/record-cassettes/scenarios.ts";
import { aFolder } from "../support/fixture.ts";
import { programs } from "../support/program.ts";
import { run } from "../support/run-program.ts";

const MONDAY = "On Monday, water the plants.";
const BOTH_DAYS = `${MONDAY} On Tuesday, bring the books back.`;

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
    const { client, prompt } = scenarios.find((scenario) => scenario.name === name) ?? { client: "", prompt: "" };
    const command = [process.execPath, `scripts/examples/${client}`, prompt];

    const replay = run([...program.command, "replay", "--match", "exact", "--no-drift", resolve(`cassettes/${name}.json`), "--", ...command], { home: `${folder}/home`, cwd: folder });
    const { code, stdout, stderr } = await replay.ended;

    expect(stdout).toBe(said);
    expect(stderr).toContain(noticed);
    expect(code).toBe(0);
  });
});
