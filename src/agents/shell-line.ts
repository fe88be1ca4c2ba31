import type { Agent, Base } from "./agent.ts";

/** The line a person pastes into a shell of this platform to start the agent so that it talks to `base`. */
export function shellLine(agent: Agent, base: Base, platform: NodeJS.Platform): string {
  const { args, env } = agent.launch(base, [], {});
  const set = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const command = [agent.command, ...args];
  if (platform === "win32") {
    return [...set.map(([name, value]) => `$env:${name}='${value.replaceAll("'", "''")}'; `), command.map(powerShell).join(" ")].join("");
  }
  return [...set.map(([name, value]) => `${name}=${posix(value)}`), ...command.map(posix)].join(" ");
}

function posix(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function powerShell(word: string): string {
  return /^[\w-]+$/.test(word) ? word : `'${word.replaceAll("'", "''")}'`;
}
