import type { Env } from "../platform/env.ts";
import type { Agent } from "./agent.ts";

const PROXY_VARIABLES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

/** Qwen Code. It sends everything through an outbound proxy when there is one, whatever `NO_PROXY` says, so it must not see one. */
export const qwen: Agent = {
  name: "qwen",
  label: "Qwen Code",
  command: "qwen",
  install: "npm install -g @qwen-code/qwen-code",
  launch({ url }, args, env) {
    const proxies = PROXY_VARIABLES.filter((name) => env[name]);
    const without: Env = Object.fromEntries(proxies.map((name) => [name, undefined]));
    return {
      args,
      env: { OPENAI_BASE_URL: `${url}/v1`, ...without },
      notices: proxies.length > 0 ? [`qwen runs without ${proxies.join(" and ")}: it does not heed NO_PROXY and would miss ccxray.`] : [],
    };
  },
};
