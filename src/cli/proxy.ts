import type { Run } from "./command.ts";
import { findAgent } from "./found-agent.ts";
import { liveRun } from "./live-run.ts";
import { readConfig } from "./read-config.ts";

/** `ccxray proxy`: with an agent until it ends, with its exit status; without one until a signal ends it. */
export const proxy: Run = async ({ flags, agent: call, terminal }) => {
  const config = readConfig(flags, terminal.env);
  const found = call && findAgent(call, terminal);
  const { status } = await liveRun({ config, found, terminal });
  return status;
};
