import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Env, envText } from "../platform/env.ts";
import { absolutePath } from "../platform/paths.ts";

/** A key that is none: agents refuse to start without one, and a cassette asks for none. */
const DUMMY = "ccxray-replay-needs-no-key";

/** Each group: the variable to set, and the others that make it needless. */
const KEYS: readonly (readonly [name: string, ...others: string[]])[] = [
  ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN"],
  ["OPENAI_API_KEY"],
  ["GEMINI_API_KEY", "GOOGLE_API_KEY"],
];

/** The environment with a dummy key wherever none is set, so that a replay in CI needs no secret. What is set stays. */
export function withDummyKeys(env: Env): Env {
  return { ...env, ...dummyKeys(env) };
}

/** The keys that this environment lacks. */
export function dummyKeys(env: Env): Readonly<Record<string, string>> {
  const missing = KEYS.filter((names) => names.every((name) => envText(env, name) === undefined)).map(([name]) => name);
  // With a login of its own Codex speaks as it did when it was recorded; a key would change that.
  const codex = envText(env, "CODEX_API_KEY") === undefined && !hasCodexLogin(env) ? ["CODEX_API_KEY"] : [];
  return Object.fromEntries([...missing, ...codex].map((name) => [name, DUMMY]));
}

function hasCodexLogin(env: Env): boolean {
  return existsSync(join(absolutePath(envText(env, "CODEX_HOME") ?? "~/.codex", env), "auth.json"));
}
