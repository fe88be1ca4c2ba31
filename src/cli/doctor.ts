import { systemClock } from "../platform/clock.ts";
import { VERSION } from "../platform/version.ts";
import { checkLines } from "./check.ts";
import { checkAgents } from "./check-agents.ts";
import { checkMachine } from "./check-machine.ts";
import { checkNetwork } from "./check-network.ts";
import type { Run } from "./command.ts";
import { EXIT_UNHEALTHY } from "./exit-codes.ts";
import { maskedConfig } from "./masked-config.ts";
import { readConfig } from "./read-config.ts";
import { painter } from "./terminal.ts";

/** `ccxray doctor`: what works here and what does not. Exit status 1 when something fails. */
export const doctor: Run = async ({ flags, terminal }) => {
  const { env, platform, stdout } = terminal;
  const config = readConfig(flags, env);
  const [agents, network] = await Promise.all([checkAgents(env, platform), checkNetwork(config, systemClock)]);
  const checks = [...checkMachine(config.home, env), ...network, ...agents];
  const healthy = checks.every(({ state }) => state !== "fail");
  stdout.write(
    flags.json
      ? `${JSON.stringify({ version: VERSION, healthy, checks, config: maskedConfig(config) }, unsetAsNull, 2)}\n`
      : `ccxray ${VERSION}\n\n${checkLines(checks, painter(stdout, env))}\n`,
  );
  return healthy ? 0 : EXIT_UNHEALTHY;
};

/** JSON has no undefined, and a setting that is left out looks as if there were none. */
function unsetAsNull(_name: string, value: unknown): unknown {
  return value === undefined ? null : value;
}
