import { basename } from "node:path";
import type { Agent } from "./agent.ts";
import { anyAgent } from "./any.ts";
import { claude } from "./claude.ts";
import { codex } from "./codex.ts";
import { gemini } from "./gemini.ts";
import { opencode } from "./opencode.ts";
import { qwen } from "./qwen.ts";

/** Every agent that is known by name. */
export const agents: readonly Agent[] = [claude, codex, gemini, qwen, opencode];

/** The agent behind a command line's program: a known one also by its path (`./node_modules/.bin/codex`), else any. */
export function agentFor(command: string): Agent {
  const name = basename(command).replace(/\.(exe|cmd|bat|ps1)$/i, "");
  const known = agents.find((agent) => agent.command === name);
  return known ? { ...known, command } : anyAgent(command);
}
