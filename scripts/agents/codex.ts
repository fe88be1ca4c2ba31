import type { Prepare } from "./agent-command.ts";

export interface CodexSetup {
  readonly prompt: string;
  readonly login: "key" | "chatgpt";
  /** Server-sent events need a provider of their own: the built-in one tries a WebSocket first. */
  readonly transport: "websocket" | "sse";
  /** A provider of its own for a WebSocket, too: Codex offers other tools with the built-in one. */
  readonly own?: true;
}

const QUIET = `
check_for_update_on_startup = false
cli_auth_credentials_store = "file"
`;
const NO_SIDE_TRAFFIC = `
[analytics]
enabled = false
[otel]
exporter = "none"
[features]
plugins = false
apps = false
remote_plugin = false
tool_suggest = false
`;
/** A launcher's own words lead the built-in provider only. */
const LED_BY_ENVIRONMENT = 'exec codex -c "model_providers.own.base_url=$OPENAI_BASE_URL" -c "chatgpt_base_url=$CHATGPT_BASE_URL/" "$@"';
const API_KEY = "sk-test-codex-00000000";

/** Codex, working on one prompt without a person. */
export function codex({ prompt, login, transport, own }: CodexSetup): Prepare {
  return (sandbox, base) => {
    const ownProvider = own ?? transport === "sse";
    const bases = base === undefined ? "" : `openai_base_url = "${base}/v1"\nchatgpt_base_url = "${base}/backend-api/"\n`;
    const choice = ownProvider ? 'model_provider = "own"\n' : "";
    sandbox.write(".codex/config.toml", [QUIET, bases, choice, NO_SIDE_TRAFFIC, ownProvider ? provider(base, { login, transport }) : ""].join(""));
    if (login === "chatgpt") sandbox.write(".codex/auth.json", JSON.stringify(chatGptLogin()));
    const args = ["exec", "--skip-git-repo-check", "--sandbox", "danger-full-access", prompt];
    const env = login === "key" ? { CODEX_API_KEY: API_KEY } : {};
    return ownProvider && base === undefined ? { agent: "sh", args: ["-c", LED_BY_ENVIRONMENT, "codex", ...args], env } : { agent: "codex", args, env };
  };
}

/** Only a provider of the name "OpenAI" with a ChatGPT login compresses its requests. */
function provider(base: string | undefined, { login, transport }: Pick<CodexSetup, "login" | "transport">): string {
  const credential = login === "key" ? 'name = "own"\nenv_key = "CODEX_API_KEY"' : 'name = "OpenAI"\nrequires_openai_auth = true';
  return `
[model_providers.own]
${base === undefined ? "" : `base_url = "${base}/v1"`}
wire_api = "responses"
supports_websockets = ${transport === "websocket"}
request_max_retries = 1
stream_max_retries = 1
${credential}
`;
}

/** A login that looks right to Codex, and to nobody else: its token is not signed. */
function chatGptLogin(): object {
  const account = "00000000-0000-4000-8000-00000000acc1";
  const claims = {
    iss: "https://auth.openai.com",
    sub: "auth0|fake",
    email: "somebody@example.invalid",
    email_verified: true,
    iat: 1_700_000_000,
    exp: 4_102_444_800,
    "https://api.openai.com/auth": { chatgpt_account_id: account, chatgpt_user_id: "user-fake", chatgpt_plan_type: "pro", user_id: "user-fake", organizations: [] },
    "https://api.openai.com/profile": { email: "somebody@example.invalid", email_verified: true },
  };
  const token = [{ alg: "none", typ: "JWT" }, claims, "unsigned"].map(base64url).join(".");
  return {
    auth_mode: "chatgpt",
    OPENAI_API_KEY: null,
    tokens: { id_token: token, access_token: token, refresh_token: "rt-fake", account_id: account },
    // A recent refresh, or Codex would want a new token from a host that is out of reach.
    last_refresh: new Date().toISOString(),
  };
}

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
