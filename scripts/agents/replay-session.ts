import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonReport } from "../../src/cassette/report-json.ts";
import { startFakeUpstream } from "../../test/support/fake-upstream.ts";
import { type Ending, run } from "../../test/support/run-program.ts";
import { upstreamsAt } from "../../test/support/start-proxy.ts";
import type { AgentCommand, Prepare } from "./agent-command.ts";
import { expectSame, type Problems } from "./problems.ts";
import { firstPlace, type Place, type PlaceName, placeNamed } from "./replay-places.ts";
import type { ReplaySession } from "./replay-scenario.ts";
import { verdictProblems } from "./replay-verdicts.ts";
import type { Stage } from "./run-scenario.ts";
import type { Outcome } from "./replay-outcome.ts";

/** The most that an agent may take, in milliseconds. */
const LIMIT = 90_000;

/** Records a session, ends the model's API, and runs the session again in each of its places. */
export async function runReplaySession(session: ReplaySession, stage: Stage): Promise<Outcome> {
  const first = firstPlace(stage.commands);
  try {
    const cassette = join(first.sandbox.home, "session.json");
    const wrong = await record(session, { ...stage, place: first, cassette });
    if (wrong.length > 0) return { problems: wrong, notes: [] };

    const outcomes: Outcome[] = [];
    for (const name of session.places) outcomes.push(await replayAt(name, session, { ...stage, place: first, cassette }));
    return { problems: outcomes.flatMap(({ problems }) => problems), notes: outcomes.flatMap(({ notes }) => notes) };
  } finally {
    first.sandbox.remove();
  }
}

async function replayAt(name: PlaceName, session: ReplaySession, scene: Scene): Promise<Outcome> {
  const place = placeNamed(name, scene.place, scene.commands);
  try {
    const problems = await replay(session, { ...scene, place });
    const notes = place.missing === undefined ? [] : [`${name}: this machine has no ${place.missing}, so this part was not shown`];
    return { problems: problems.map((problem) => `${name}: ${problem}`), notes };
  } finally {
    if (place !== scene.place) place.sandbox.remove();
  }
}

interface Scene extends Stage {
  readonly place: Place;
  readonly cassette: string;
}

async function record({ prepare, upstream: options, expect }: ReplaySession, scene: Scene): Promise<Problems> {
  const upstream = await startFakeUpstream(options(scene.place.sandbox.project));
  try {
    const flags = Object.entries(upstreamsAt(upstream.url)).flatMap(([name, url]) => ["--upstream", `${name}=${url}`]);
    const ending = await launch(["record", "-o", scene.cassette, ...flags], prepare, scene);
    return endingProblems(ending, expect, scene.place).map((problem) => `recording: ${problem}`);
  } finally {
    await upstream.close();
  }
}

async function replay({ prepare, prepareReplay = prepare, expect }: ReplaySession, scene: Scene): Promise<Problems> {
  const file = join(scene.place.sandbox.home, "report.json");
  const ending = await launch(["replay", scene.cassette, "--report", `json=${file}`], prepareReplay, scene);
  const failed = endingProblems(ending, expect, scene.place);
  if (failed.length > 0) return failed;
  return verdictProblems(JSON.parse(readFileSync(file, "utf8")) as JsonReport, expect);
}

/** Lets ccxray start the agent in a place. */
function launch(command: readonly string[], prepare: Prepare, { ccxray, place }: Scene): Promise<Ending> {
  const { sandbox, env, within } = place;
  const prepared = prepare(sandbox, undefined);
  const line = [...within, ...ccxray, ...command, "--port", "0", ...agentLine(prepared)] as unknown as readonly [string, ...string[]];
  return run(line, { home: sandbox.home, cwd: sandbox.project, env: { ...sandbox.env, ...prepared.env, ...env }, limit: LIMIT }).ended;
}

function agentLine({ agent, args }: AgentCommand): readonly string[] {
  return [...(agent === "sh" ? ["--"] : []), agent, ...args];
}

function endingProblems({ code, signal, stdout, stderr }: Ending, { says }: ReplaySession["expect"], { sandbox }: Place): Problems {
  const expected = says.replaceAll("{{cwd}}", sandbox.project);
  const problems = [...expectSame("exit code", code ?? signal, 0), ...expectSame("what the agent said", stdout.trim(), expected)];
  return problems.length === 0 ? [] : [...problems, stderr];
}
