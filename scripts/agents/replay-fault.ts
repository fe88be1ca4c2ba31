import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonReport } from "../../src/cassette/report-json.ts";
import { startFakeUpstream } from "../../test/support/fake-upstream.ts";
import { type Ending, run } from "../../test/support/run-program.ts";
import { upstreamsAt } from "../../test/support/start-proxy.ts";
import { startTee } from "../../test/support/tcp-tee.ts";
import { until } from "../../test/support/until.ts";
import { expectSame, type Problems } from "./problems.ts";
import type { Outcome } from "./replay-outcome.ts";
import type { ReplayFault } from "./replay-scenario.ts";
import { verdictProblems } from "./replay-verdicts.ts";
import { wireAnswers, wirePath } from "./replay-wire.ts";
import type { Stage } from "./run-scenario.ts";
import { createSandbox, type Sandbox } from "./sandbox.ts";

/** The most that an agent may take, in milliseconds. */
const LIMIT = 90_000;

/** What was seen of an agent between it and ccxray. */
interface Seen {
  readonly agent: Ending;
  readonly path: readonly string[];
  readonly answers: readonly string[];
  /** How ccxray ended. */
  readonly ccxray: Ending;
}

/** Records a session in which something goes wrong, ends the model's API, and replays: every byte that the agent gets is the same. */
export async function runReplayFault(fault: ReplayFault, stage: Stage): Promise<Outcome> {
  const sandbox = createSandbox(stage.commands);
  try {
    const [cassette, report] = [join(sandbox.home, "session.json"), join(sandbox.home, "report.json")];
    const recorded = await record(fault, { ...stage, sandbox }, cassette);
    const wrong = seenProblems(recorded, fault);
    if (wrong.length > 0) return { problems: wrong.map((problem) => `recording: ${problem}`), notes: [] };

    const replayed = await watch(["replay", cassette, "--report", `json=${report}`], fault, { ...stage, sandbox });
    const problems = [
      ...seenProblems(replayed, fault),
      ...expectSame("what the agent said", replayed.agent.stdout, recorded.agent.stdout),
      ...expectSame("what the agent got", replayed.answers, recorded.answers),
      ...verdictProblems(JSON.parse(readFileSync(report, "utf8")) as JsonReport, {}),
    ];
    return { problems, notes: [] };
  } finally {
    sandbox.remove();
  }
}

interface Scene extends Stage {
  readonly sandbox: Sandbox;
}

async function record(fault: ReplayFault, scene: Scene, cassette: string): Promise<Seen> {
  const upstream = await startFakeUpstream(fault.upstream);
  try {
    const flags = Object.entries(upstreamsAt(upstream.url)).flatMap(([name, url]) => ["--upstream", `${name}=${url}`]);
    return await watch(["record", "-o", cassette, ...flags], fault, scene);
  } finally {
    await upstream.close();
  }
}

/** Runs the agent against a ccxray that serves, with a wire between them that is listened to. */
async function watch(command: readonly string[], { prepare }: ReplayFault, { ccxray, sandbox }: Scene): Promise<Seen> {
  const options = { home: sandbox.home, cwd: sandbox.project, limit: LIMIT };
  const serving = run([...ccxray, ...command, "--port", "0", "--json"], { ...options, env: sandbox.env });
  const first = await Promise.race([until(`ccxray ${command[0]} listens`, () => /^.*\n/.exec(serving.stdout())?.[0]), serving.ended]);
  if (typeof first !== "string") throw new Error(`ccxray ${command[0]} ended with ${first.code ?? first.signal}: ${first.stderr}`);
  const tee = await startTee((JSON.parse(first) as { readonly port: number }).port);

  const { agent, args, env } = prepare(sandbox, tee.url);
  const ending = await run([agent, ...args], { ...options, env: { ...sandbox.env, ...env } }).ended;
  await tee.close();
  serving.kill("SIGTERM");
  return { agent: ending, path: wirePath(tee.connections), answers: wireAnswers(tee.connections), ccxray: await serving.ended };
}

function seenProblems({ agent, path, ccxray }: Seen, { expect }: ReplayFault): Problems {
  const problems = [
    ...expectSame("the agent's exit code", agent.code ?? agent.signal, expect.code),
    ...expectSame("the agent said it", `${agent.stdout}${agent.stderr}`.includes(expect.says), true),
    ...expectSame("what the agent did", path, expect.path),
    ...expectSame("exit code of ccxray", ccxray.code ?? ccxray.signal, 0),
  ];
  return problems.length === 0 ? [] : [...problems, agent.stdout, agent.stderr, ccxray.stderr];
}
