import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { installAgents } from "./agents/install.ts";
import { inParallel } from "./agents/in-parallel.ts";
import { runScenario } from "./agents/run-scenario.ts";
import { scenarios } from "./agents/scenarios.ts";

// Runs the real agents through the built program, in front of a fake upstream: `npm run test:agents [-- WORD…]`;
// words pick the scenarios whose names contain one of them.

process.chdir(`${import.meta.dirname}/..`);
const AT_ONCE = 2;

const binary = resolve("dist/ccxray");
if (!existsSync(binary)) throw new Error("dist/ccxray is not built; run `npm run build`");
const stage = { ccxray: [binary] as const, commands: installAgents(resolve(".cache/agents")) };

const words = process.argv.slice(2);
const chosen = scenarios.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
const outcomes = await inParallel(chosen, AT_ONCE, async (scenario) => {
  const started = performance.now();
  const problems = await runScenario(scenario, stage).catch((error: unknown) => [String(error)]);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${problems.length === 0 ? "ok    " : "FAILED"} ${seconds.padStart(5)} s  ${scenario.name}`);
  for (const problem of problems) console.log(problem.replaceAll(/^/gm, "                "));
  return problems.length === 0;
});

const passed = outcomes.filter(Boolean).length;
console.log(`\n${passed} passed, ${outcomes.length - passed} failed`);
process.exitCode = passed === outcomes.length && passed > 0 ? 0 : 1;
