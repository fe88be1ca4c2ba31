import type { Agent } from "./agent.ts";

/**
 * OpenAI Codex. It ignores `OPENAI_BASE_URL`, so its own `-c` overrides point it here; they come first, so
 * that the user's own `-c` wins. Both bases are needed: with only the ChatGPT base, or with a model base
 * under `/backend-api`, it demands an https origin. With a `-c openai_base_url` its terminal interface
 * neither starts the shared background server nor uses one that runs (seen with 0.169.0: plain, resume,
 * fork, agents), so `--no-daemon`, which older versions do not know, is not needed.
 */
export const codex: Agent = {
  name: "codex",
  label: "OpenAI Codex",
  command: "codex",
  install: "npm install -g @openai/codex",
  launch: ({ url }, args) => ({
    args: ["-c", `openai_base_url=${tomlString(`${url}/v1`)}`, "-c", `chatgpt_base_url=${tomlString(`${url}/backend-api/`)}`, ...args],
    env: {},
    notices: notices(args),
  }),
};

/** A TOML basic string; JSON's escapes are a subset of TOML's. */
function tomlString(text: string): string {
  return JSON.stringify(text);
}

/** What the user set to go elsewhere stays as it is, but should not be a surprise. */
function notices(args: readonly string[]): readonly string[] {
  const own = args.find((arg) => /^(-c|--config=)?(model_provider|openai_base_url)=/.test(arg) || arg === "--oss");
  return own === undefined ? [] : [`codex is told ${own}: what goes there does not pass through ccxray.`];
}
