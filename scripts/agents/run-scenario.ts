import type { SessionAnswer, SessionsAnswer } from "../../src/dashboard/contract.ts";
import { type FakeUpstream, startFakeUpstream } from "../../test/support/fake-upstream.ts";
import { type Ending, run } from "../../test/support/run-program.ts";
import { startProxy, upstreamsAt } from "../../test/support/start-proxy.ts";
import { startTee } from "../../test/support/tcp-tee.ts";
import { until } from "../../test/support/until.ts";
import { wireExchanges } from "../../test/support/wire-exchanges.ts";
import { type JournalSession, journalProblems } from "./journal-check.ts";
import { expectSame, type Problems } from "./problems.ts";
import { createSandbox, type Sandbox } from "./sandbox.ts";
import type { Expectation, Scenario } from "./scenario.ts";
import { wireProblems } from "./wire-check.ts";

type Command = readonly [file: string, ...args: string[]];

/** What a scenario runs on. */
export interface Stage {
  /** The program under test. */
  readonly ccxray: Command;
  /** Folder of the agents' commands. */
  readonly commands: string;
}

/** The most that an agent may take, in milliseconds. */
const LIMIT = 60_000;

/** Runs a scenario from nothing and compares all that can be seen of it. */
export async function runScenario(scenario: Scenario, stage: Stage): Promise<Problems> {
  const sandbox = createSandbox(stage.commands);
  const upstream = await startFakeUpstream(scenario.upstream);
  try {
    const seen = scenario.through === "proxy" ? await throughProxy(scenario, { ...stage, sandbox, upstream }) : await throughLauncher(scenario, { ...stage, sandbox, upstream });
    return [...agentProblems(seen.agent, scenario.expect), ...seen.problems, ...(await storedProblems(scenario.expect, { ...stage, sandbox, upstream }))];
  } finally {
    await upstream.close();
    sandbox.remove();
  }
}

interface Scene extends Stage {
  readonly sandbox: Sandbox;
  readonly upstream: FakeUpstream;
}

interface Seen {
  readonly agent: Ending;
  readonly problems: Problems;
}

/** The agent is pointed at a running proxy, and every byte on both sides of it is looked at. */
async function throughProxy({ prepare, expect }: Scenario, { ccxray, sandbox, upstream }: Scene): Promise<Seen> {
  const behind = await startTee(upstream.port);
  const proxy = await startProxy({ command: ccxray }, { home: sandbox.home, upstreams: upstreamsAt(behind.url), env: sandbox.env });
  const before = await startTee(proxy.port);
  const { agent, args, env } = prepare(sandbox, before.url);

  const ending = await run([agent, ...args], { home: sandbox.home, cwd: sandbox.project, env: { ...sandbox.env, ...env }, limit: LIMIT }).ended;
  const told = await toldByApi(proxy.url, expect.turns.length);
  const closed = await proxy.close();
  await Promise.all([before.close(), behind.close()]);

  const wire = expect.broken ? [] : wireProblems(before.connections.flatMap(wireExchanges), behind.connections.flatMap(wireExchanges));
  return {
    agent: ending,
    problems: [
      ...wire,
      ...journalProblems(told, upstream.received, sandbox.project, expect).map((problem) => `API: ${problem}`),
      ...expectSame("end of the proxy", [closed.code, closed.stderr], [0, ""]),
    ],
  };
}

/** `ccxray <agent> …` starts both. */
async function throughLauncher({ prepare }: Scenario, { ccxray, sandbox, upstream }: Scene): Promise<Seen> {
  const { agent, args, env } = prepare(sandbox, undefined);
  const flags = Object.entries(upstreamsAt(upstream.url)).flatMap(([name, url]) => ["--upstream", `${name}=${url}`]);

  const ending = await run([...ccxray, "--port", "0", ...flags, agent, ...args], { home: sandbox.home, cwd: sandbox.project, env: { ...sandbox.env, ...env }, limit: LIMIT }).ended;

  return { agent: ending, problems: expectSame("the dashboard's address on stderr", /ccxray → http:\/\/127\.0\.0\.1:\d+\/_ccxray\//.test(ending.stderr), true) };
}

function agentProblems({ code, signal, stdout, stderr }: Ending, { code: expected, says }: Expectation): Problems {
  if (code === expected && stdout.includes(says)) return [];
  return [`the agent ended with ${code ?? signal} instead of ${expected} and said:\n${stdout}${stderr}`];
}

/** The one session as the dashboard's API tells it, once nothing runs any more. */
async function toldByApi(url: string, turns: number): Promise<JournalSession> {
  return until("all turns have ended", async () => {
    const { sessions, running } = await api<SessionsAnswer>(`${url}/_ccxray/api/sessions`);
    const [only] = sessions;
    if (!only || running.length > 0) return undefined;
    const answer = await api<SessionAnswer>(`${url}/_ccxray/api/sessions/${only.id}`);
    return answer.turns.length >= turns ? answer : undefined;
  });
}

async function api<Answer>(url: string): Promise<Answer> {
  return (await (await fetch(url)).json()) as Answer;
}

/** The same as commands tell it from the journal, when nothing runs any more. */
async function storedProblems(expect: Expectation, { ccxray, sandbox, upstream }: Scene): Promise<Problems> {
  const say = async (...args: string[]): Promise<unknown> => {
    const { code, stdout, stderr } = await run([...ccxray, ...args, "--json"], { home: sandbox.home }).ended;
    if (code !== 0) throw new Error(`ccxray ${args.join(" ")} ended with ${code}: ${stderr}`);
    return JSON.parse(stdout);
  };
  const { sessions } = (await say("sessions")) as { sessions: readonly JournalSession["session"][] };
  const stored = (await say("show", "latest")) as JournalSession;
  return [...expectSame("number of sessions", sessions.length, 1), ...journalProblems(stored, upstream.received, sandbox.project, expect).map((problem) => `journal: ${problem}`)];
}
