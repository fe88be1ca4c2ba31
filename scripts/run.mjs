// Runs one of the project's tasks from nothing: installs and builds what is missing, then hands over.
// It must start on any Node.js, before anything is installed, so it is plain JavaScript without dependencies.
import { fileURLToPath } from "node:url";
import { run, runToSuccess } from "./run/child.mjs";
import { setUp } from "./run/set-up.mjs";

/** What each task runs on the project's own Node.js, in order; the last step takes the terminal and decides the exit code. */
const TASKS = {
  setup: () => [],
  build: ([product = "binary"]) => [["scripts/build.ts", product]],
  start: (args) => [
    ["scripts/build.ts", "bundle"],
    ["dist/ccxray.mjs", ...(args.length > 0 ? args : ["proxy"])],
  ],
  test: (args) => [
    ["scripts/build.ts", "binary"],
    ["node_modules/vitest/vitest.mjs", "run", ...args],
  ],
  "test:agents": (args) => [
    ["scripts/build.ts", "binary"],
    ["scripts/test-agents.ts", ...args],
  ],
  bench: (args) => [
    ["scripts/build.ts", "binary"],
    ["scripts/bench.ts", ...args],
  ],
  "record-cassettes": (args) => [
    ["scripts/build.ts", "bundle"],
    ["scripts/record-cassettes.ts", ...args],
  ],
};

const [name = "", ...args] = process.argv.slice(2);
const task = TASKS[name];
if (task === undefined) throw new Error(`no task is named ${name}; there are: ${Object.keys(TASKS).join(", ")}`);

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const node = await setUp();
const steps = task(args);
for (const step of steps.slice(0, -1)) await runToSuccess(node, step);
const last = steps.at(-1);
if (last !== undefined) await run(node, last);
