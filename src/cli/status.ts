import { type LiveProcess, liveProcesses } from "../journal/live-processes.ts";
import { systemClock } from "../platform/clock.ts";
import { OWN_PATH } from "../domain/own-parameters.ts";
import type { Run } from "./command.ts";
import { type PortHolder, portHolder } from "./health.ts";
import { readConfig } from "./read-config.ts";
import { type Paint, painter, safeLine } from "./terminal.ts";
import { localTime } from "./units.ts";

/** `ccxray status`: who records here, and who holds the shared port. Exit status 0 also when nobody does. */
export const status: Run = async ({ flags, terminal }) => {
  const { home, wellKnownPort: port } = readConfig(flags, terminal.env);
  const processes = liveProcesses(home);
  const holder: PortHolder = port === 0 ? { holder: "nobody" } : await portHolder(port, systemClock);
  const dashboard = holder.holder === "ccxray" ? `http://127.0.0.1:${port}${OWN_PATH}/` : undefined;
  if (flags.json) {
    terminal.stdout.write(`${JSON.stringify({ home, port, holder: holder.holder, dashboard: dashboard ?? null, processes })}\n`);
    return 0;
  }
  const lines = [...processes.map((process) => processLine(process)), portLine(port, holder, dashboard, painter(terminal.stdout, terminal.env))];
  terminal.stdout.write(`${lines.join("\n")}\n`);
  return 0;
};

function processLine({ pid, version, agent, startedAt }: LiveProcess): string {
  return `ccxray ${safeLine(version)}, process ${pid}, ${agent === undefined ? "without an agent" : `for ${safeLine(agent)}`}, since ${localTime(startedAt)}`;
}

function portLine(port: number, { holder }: PortHolder, dashboard: string | undefined, paint: Paint): string {
  if (dashboard !== undefined) return `dashboard at ${paint("cyan", dashboard)}`;
  if (holder === "other") return `port ${port} is held by another program; a ccxray takes a free port instead`;
  return "no dashboard on the shared port; to start one: ccxray proxy";
}
