import type { Fault, FaultPlan } from "../../test/support/fake-upstream/fault.ts";

/** One cassette of the gallery: who asks what, and what goes wrong. */
export interface Scenario {
  /** Its path in `cassettes/`, without `.json`. */
  readonly name: string;
  /** Of `scripts/examples/`. */
  readonly client: string;
  readonly prompt: string;
  readonly faults?: FaultPlan;
}

const HELLO = "Say hello.";
const ONE_FILE = "What is to be done on Monday?";
const TWO_FILES = "What is to be done on Monday and on Tuesday?";
/** In the middle of a sentence. */
const CUT: Fault = { type: "cut", after: 5 };

/** What every provider has a cassette of. `busy`: how its API says so. */
function ofProvider(provider: string, busy: readonly Fault[]): readonly Scenario[] {
  const client = `${provider}.mjs`;
  return [
    { name: `${provider}/hello`, client, prompt: HELLO },
    { name: `${provider}/tool-call`, client, prompt: ONE_FILE },
    { name: `${provider}/parallel-tool-calls`, client, prompt: TWO_FILES },
    { name: `${provider}/error-then-retry`, client, prompt: HELLO, faults: { http: busy } },
    { name: `${provider}/cut-stream`, client, prompt: HELLO, faults: { http: [CUT] } },
  ];
}

function refusal(status: number, body: object, headers: Readonly<Record<string, string>> = { "retry-after": "1" }): Fault {
  return { type: "status", status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}

const OPENAI_BUSY = refusal(429, { error: { message: "Rate limit reached for gpt-example. Try again in 1s.", type: "requests", param: null, code: "rate_limit_exceeded" } });
const UPGRADE_REQUIRED = refusal(426, { error: { message: "WebSockets are not offered here.", type: "invalid_request_error", param: null, code: null } }, {});

export const scenarios: readonly Scenario[] = [
  ...ofProvider("anthropic", [
    refusal(429, { type: "error", error: { type: "rate_limit_error", message: "This request would exceed your rate limit." } }),
    refusal(529, { type: "error", error: { type: "overloaded_error", message: "Overloaded" } }),
  ]),
  ...ofProvider("openai-responses", [OPENAI_BUSY]),
  { name: "openai-responses/websocket", client: "openai-websocket.mjs", prompt: TWO_FILES },
  { name: "openai-responses/refused-upgrade", client: "openai-websocket.mjs", prompt: ONE_FILE, faults: { upgrade: [UPGRADE_REQUIRED] } },
  ...ofProvider("openai-chat", [OPENAI_BUSY]),
  ...ofProvider("gemini", [refusal(429, { error: { code: 429, message: "Resource has been exhausted.", status: "RESOURCE_EXHAUSTED" } })]),
];
