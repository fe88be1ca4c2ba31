import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type BenchFlags, isWanted, readFlags, USAGE } from "./bench/flags.ts";
import { type Floor, isReached } from "./bench/floors.ts";
import { benchMocking } from "./bench/mocking.ts";
import { benchProxying } from "./bench/proxying.ts";
import { proxyingFloors } from "./bench/proxying-floors.ts";
import { benchRecordedSession } from "./bench/recorded-session.ts";
import { mockingFloors, recordedSessionFloors } from "./bench/replaying-floors.ts";
import { writeAskCassette, writeAskFixtures } from "./bench/replay/recordings.ts";
import { floorsTable, resultsTable, type TableParts } from "./bench/table.ts";
import type { Target } from "./bench/target.ts";
import { aimock } from "./bench/targets/aimock.ts";
import { type Command, proxy, replay } from "./bench/targets/ccxray.ts";
import { direct } from "./bench/targets/direct.ts";
import { mitmproxy } from "./bench/targets/mitmproxy.ts";
import { nginx } from "./bench/targets/nginx.ts";
import { proxyWorkloads, replayWorkloads } from "./bench/workloads.ts";
import { session } from "./bench/workloads/session.ts";

process.chdir(`${import.meta.dirname}/..`);
const flags = flagsOrUsage(process.argv.slice(2));
const command = (flags.ccxray?.split(" ") ?? [resolve("dist/ccxray")]) as unknown as Command;
if (!existsSync(command[0])) throw new Error(`${command[0]} is not there; run \`npm run build\``);

const effort = {
  rounds: flags.rounds ?? (flags.quick ? 1 : 3),
  slice: flags.quick ? 400 : 1500,
  onProgress: (text: string) => process.stderr.write(`${text}\n`),
};
const load = loadavg();
const started = performance.now();
const figures = flags.what === "replay" ? await benchReplays() : await benchProxies();
const seconds = ((performance.now() - started) / 1000).toFixed(0);
console.log(`\n${availableParallelism()} processors, load ${load.map((one) => one.toFixed(1)).join(" ")} at the start; ${seconds} s`);
if (flags.json) writeFileSync(flags.json, JSON.stringify({ load, ...figures }, undefined, 2));

function flagsOrUsage(args: readonly string[]): BenchFlags {
  try {
    if (!args.includes("--help")) return readFlags(args);
    console.log(USAGE);
    process.exit(0);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

async function benchProxies(): Promise<object> {
  const targets = present({ direct, ccxray: proxy(command), nginx: nginx(), mitmproxy: mitmproxy() }).filter(({ name }) => name === "direct" || isWanted(flags.target, name));
  const workloads = proxyWorkloads.filter(({ name }) => isWanted(flags.only, name));
  const results = await benchProxying(effort, targets, workloads);
  const floors = proxyingFloors(results);
  tell(targets, { results, workloads, targets: targets.map(({ name }) => name), baseline: "direct" }, floors);
  return { results, floors };
}

async function benchReplays(): Promise<object> {
  const mocked = replayWorkloads.filter(({ name }) => isWanted(flags.only, name));
  return { ...(mocked.length > 0 && { mocking: await benchMocks(mocked) }), ...(isWanted(flags.only, session.name) && { session: await benchSession() }) };
}

async function benchMocks(workloads: TableParts["workloads"]): Promise<object> {
  const folder = mkdtempSync(join(tmpdir(), "ccxray-bench-"));
  try {
    const [cassette, fixtures] = [join(folder, "asks.json"), join(folder, "fixtures.json")];
    writeAskCassette(cassette);
    writeAskFixtures(fixtures);
    const targets = present({ aimock: aimock(resolve(".cache/bench"), fixtures), ccxray: replay(command, cassette, ["--repeat", "--allow-leftover"]) });
    const results = await benchMocking(effort, targets, workloads);
    const floors = mockingFloors(results);
    tell(targets, { results, workloads, targets: targets.map(({ name }) => name), baseline: "aimock" }, floors);
    return { results, floors };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchSession(): Promise<object> {
  const measured = await benchRecordedSession(effort, command);
  const floors = recordedSessionFloors(measured);
  tell([], { results: measured.results, workloads: [session], targets: ["direct", "proxy", "record", "replay"], baseline: "direct" }, floors);
  return { ...measured, floors };
}

/** Those that are here; the others are named. */
function present(targets: Readonly<Record<string, Target | undefined>>): readonly Target[] {
  for (const [name, target] of Object.entries(targets)) if (target === undefined) console.log(`${name} is not installed: left out`);
  return Object.values(targets).filter((target) => target !== undefined);
}

function tell(targets: readonly Target[], parts: TableParts, floors: readonly Floor[]): void {
  console.log(["", ...targets.map(({ name, about }) => `- ${name}: ${about}`), "", `In brackets: against ${parts.baseline}.`, "", resultsTable(parts), "", floorsTable(floors)].join("\n"));
  if (floors.some((floor) => isReached(floor) === false)) process.exitCode = 1;
}
