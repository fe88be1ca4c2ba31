import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { aFakeUpstream, aFolder } from "../support/fixture.ts";
import { programs } from "../support/program.ts";
import { asks, recordedCassette } from "../support/replay-scene.ts";
import { run } from "../support/run-program.ts";

// The built module that `import … from "ccxray/test"` gives, in the tests of somebody else.

const [program] = programs();

const NODE_TEST = (kit: string, script: string) => `
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { replay } from ${JSON.stringify(kit)};

test("it asks as recorded", async () => {
  await using run = await replay("cassettes/x.json");
  await promisify(execFile)(process.execPath, [${JSON.stringify(script)}, "hello"], { env: { ...process.env, ...run.env } });
  assert.ok(run.judgement().passed, run.judgement().text);
});
`;

test("in node:test: a child process asks, and the judgement is asserted", async () => {
  if (!program) throw new Error("nothing is built");
  const folder = aFolder();
  const upstream = await aFakeUpstream();
  await recordedCassette({ program, folder }, upstream.url, ["hello"]);
  await upstream.close();
  const [, , script = ""] = asks({ folder });
  const file = join(folder, "own.test.mjs");
  writeFileSync(file, NODE_TEST(resolve("dist/test.mjs"), script));

  const { code, stdout } = await run([process.execPath, "--test", file], { home: folder }).ended;

  expect([code, stdout]).toEqual([0, expect.stringMatching(/pass 1/)]);
});
