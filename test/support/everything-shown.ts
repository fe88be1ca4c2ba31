import type { SessionSummary, TurnSummary } from "../../src/domain/session.ts";
import type { Program } from "./program.ts";
import { run } from "./run-program.ts";

/** All that the commands say of a journal, compressed bodies unpacked: sessions, turns, and each turn's messages. */
export async function everythingShown({ command }: Program, home: string): Promise<string> {
  const said: string[] = [];
  const say = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run([...command, ...args], { home }).ended;
    if (code !== 0) throw new Error(`ccxray ${args.join(" ")} ended with ${code}: ${stderr}`);
    said.push(stdout);
    return stdout;
  };
  const { sessions } = JSON.parse(await say("sessions", "--json", "--limit", "0")) as { sessions: SessionSummary[] };
  for (const { id } of sessions) {
    const { turns } = JSON.parse(await say("show", id, "--json")) as { turns: TurnSummary[] };
    for (const number of turns.keys()) await say("show", `${id}/${number + 1}`, "--raw", "--json");
  }
  return said.join("\n");
}
