import { existsSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { floorsOf, isReached } from "./bench/floors.ts";
import { runBench } from "./bench/run.ts";
import { floorsTable, resultsTable } from "./bench/table.ts";
import type { Target } from "./bench/target.ts";
import { ccxray } from "./bench/targets/ccxray.ts";
import { direct } from "./bench/targets/direct.ts";
import { mitmproxy } from "./bench/targets/mitmproxy.ts";
import { nginx } from "./bench/targets/nginx.ts";
import { workloads } from "./bench/workloads.ts";

// Measures ccxray beside no proxy at all, nginx and mitmproxy: `npm run bench [-- FLAG…]`. Exit status 1 when a floor is not reached.

const { values: flags } = parseArgs({
  options: {
    /** One short round. */
    quick: { type: "boolean", default: false },
    /** Only workloads, or targets beside direct, whose names contain one of these words. May be repeated. */
    only: { type: "string", multiple: true, default: [] },
    target: { type: "string", multiple: true, default: [] },
    rounds: { type: "string" },
    /** The program to measure, and its first arguments, separated by spaces. */
    ccxray: { type: "string" },
    /** Writes all figures to this file. */
    json: { type: "string" },
  },
});

const length = flags.quick ? { rounds: 1, slice: 400 } : { rounds: 3, slice: 1500 };
const [file = "", ...args] = flags.ccxray?.split(" ") ?? [resolve(import.meta.dirname, "../dist/ccxray")];
const targets = targetsThatAreHere().filter(({ name }) => name === "direct" || isWanted(flags.target, name));
const chosen = workloads.filter(({ name }) => isWanted(flags.only, name));
const load = loadavg();
const started = performance.now();

const results = await runBench({ ...length, ...(flags.rounds && { rounds: Number(flags.rounds) }), targets, workloads: chosen, onProgress: (text) => process.stderr.write(`${text}\n`) });
const floors = floorsOf(results);

console.log(`${availableParallelism()} processors, load ${load.map((one) => one.toFixed(1)).join(" ")} at the start; ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
for (const { name, about } of targets) console.log(`- ${name}: ${about}`);
console.log(`\nIn brackets: against direct.\n\n${resultsTable(results, chosen, targets.map(({ name }) => name))}\n\n${floorsTable(floors)}`);
if (flags.json) writeFileSync(flags.json, JSON.stringify({ load, ...results, floors: floors.map((floor) => ({ ...floor, reached: isReached(floor) })) }, undefined, 2));
process.exitCode = floors.some((floor) => isReached(floor) === false) ? 1 : 0;

function targetsThatAreHere(): readonly Target[] {
  if (!existsSync(file)) throw new Error(`${file} is not there; run \`npm run build\``);
  const others = { nginx: nginx(), mitmproxy: mitmproxy() };
  for (const [name, target] of Object.entries(others)) if (target === undefined) console.log(`${name} is not installed: left out`);
  return [direct, ccxray([file, ...args]), ...Object.values(others).filter((target) => target !== undefined)];
}

function isWanted(words: readonly string[], name: string): boolean {
  return words.length === 0 || words.some((word) => name.includes(word));
}
