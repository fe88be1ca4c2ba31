import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { installAgents } from "./agents/install.ts";
import { inParallel } from "./agents/in-parallel.ts";
import { runReplayFault } from "./agents/replay-fault.ts";
import { replayFaults } from "./agents/replay-faults.ts";
import type { Outcome } from "./agents/replay-outcome.ts";
import { runReplaySession } from "./agents/replay-session.ts";
import { replaySessions } from "./agents/replay-sessions.ts";
import { runScenario } from "./agents/run-scenario.ts";
import { scenarios } from "./agents/scenarios.ts";

// Runs the real agents through the built program, in front of a fake upstream, and again in front of what was recorded:
// `npm run test:agents [-- WORD…]`; words pick the checks whose names contain one of them.

process.chdir(`${import.meta.dirname}/..`);
const AT_ONCE = 2;

const binary = resolve("dist/ccxray");
if (!existsSync(binary)) throw new Error("dist/ccxray is not built; run `npm run build`");
const stage = { ccxray: [binary] as const, commands: installAgents(resolve(".cache/agents")) };

interface Check {
  readonly name: string;
  readonly run: () => Promise<Outcome>;
}
const checks: readonly Check[] = [
  ...scenarios.map((scenario): Check => ({ name: scenario.name, run: async () => ({ problems: await runScenario(scenario, stage), notes: [] }) })),
  ...replaySessions.map((session): Check => ({ name: session.name, run: () => runReplaySession(session, stage) })),
  ...replayFaults.map((fault): Check => ({ name: fault.name, run: () => runReplayFault(fault, stage) })),
];

const words = process.argv.slice(2);
const chosen = checks.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
const outcomes = await inParallel(chosen, AT_ONCE, async ({ name, run }) => {
  const started = performance.now();
  const { problems, notes } = await run().catch((error: unknown): Outcome => ({ problems: [String(error)], notes: [] }));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${problems.length === 0 ? "ok    " : "FAILED"} ${seconds.padStart(5)} s  ${name}`);
  for (const line of [...notes, ...problems]) console.log(line.replaceAll(/^/gm, "                "));
  return problems.length === 0;
});

const passed = outcomes.filter(Boolean).length;
console.log(`\n${passed} passed, ${outcomes.length - passed} failed`);
process.exitCode = passed === outcomes.length && passed > 0 ? 0 : 1;
