import { existsSync } from "node:fs";
import { basename } from "node:path";
import { refuseExisting } from "../cassette/write.ts";
import { CcxrayError } from "../domain/errors.ts";
import type { Invocation, Run } from "./command.ts";
import type { Flags } from "./flags.ts";
import { findAgent } from "./found-agent.ts";
import { placeHere } from "./here.ts";
import { liveRun } from "./live-run.ts";
import { createNotices } from "./notices.ts";
import { readConfig } from "./read-config.ts";
import { saveRecording } from "./record-cassette.ts";
import { exchangesOfRun, exchangesOfSession } from "./record-exchanges.ts";
import { withHistory } from "./with-history.ts";

/**
 * `ccxray record`: runs what `ccxray proxy` runs, then makes a cassette of what the journal got. The journal is the
 * recorder, so nothing is lost when the run is killed: `record --session` makes the cassette later.
 */
export const record: Run = async (invocation) => {
  const { flags, agent: call, terminal } = invocation;
  if (flags.append && flags.force) throw new CcxrayError("USAGE", "--append keeps what is there and --force replaces it", { hint: "Use one of them." });
  if (flags.session !== undefined) return recordSession(flags.session, invocation);

  const config = readConfig(flags, terminal.env);
  const found = call && findAgent(call, terminal);
  const file = targetFile(flags, found?.agent.command);
  createNotices(terminal, config.quiet).log(`ccxray records into ${file}; should it be killed: ccxray record --session latest -o ${file}`);

  let failure = 0;
  const { status } = await liveRun({
    config,
    found,
    terminal,
    afterwards: async ({ processId }) => {
      const ids = await withHistory(invocation, (history) => exchangesOfRun(history, processId));
      failure = saveRecording(ids, { file, append: flags.append, force: flags.force, place: placeHere(terminal.env), config, terminal });
    },
  });
  return failure || status;
};

async function recordSession(id: string, invocation: Invocation): Promise<number> {
  const { flags, agent, terminal } = invocation;
  if (agent) throw new CcxrayError("USAGE", "--session takes a session out of the journal and runs nothing", { hint: "Leave the agent out, or --session." });
  const config = readConfig(flags, terminal.env);
  const file = targetFile(flags, "session");
  return withHistory(invocation, async (history) => {
    const found = await history.session(id);
    if (!found) throw new CcxrayError("NOT_FOUND", `the journal has no session ${id}, or more than one that starts so`, { hint: "To see them: ccxray sessions" });
    const ids = await exchangesOfSession(history, config.home, found.session);
    const place = placeHere(terminal.env, found.session.cwd);
    return saveRecording(ids, { file, append: flags.append, force: flags.force, place, config, terminal });
  });
}

/** The file that was asked for; else one named after the command, with the next number that is free. Throws USAGE when it is there already. */
function targetFile({ output, append, force }: Flags, command = "recording"): string {
  if (output !== undefined) {
    if (!append && !force) refuseExisting(output);
    return output;
  }
  if (append) throw new CcxrayError("USAGE", "--append needs to know the cassette", { hint: "Name it with -o FILE." });
  const name = basename(command).replace(/\.\w+$/, "");
  for (let n = 1; ; n++) {
    const file = `cassettes/${name}${n === 1 ? "" : `-${n}`}.json`;
    if (force || !existsSync(file)) return file;
  }
}
