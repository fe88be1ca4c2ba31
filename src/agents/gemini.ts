import { envText } from "../platform/env.ts";
import type { Agent } from "./agent.ts";

/** Gemini CLI. The base URL moves it only when it uses an API key; a Google login has its own road. */
export const gemini: Agent = {
  name: "gemini",
  label: "Gemini CLI",
  command: "gemini",
  install: "npm install -g @google/gemini-cli",
  launch: ({ url }, args, env) => ({
    args,
    env: { GOOGLE_GEMINI_BASE_URL: url },
    notices: envText(env, "GEMINI_API_KEY") ? [] : ["GEMINI_API_KEY is not set: with a Google login, gemini does not go through ccxray."],
  }),
};
