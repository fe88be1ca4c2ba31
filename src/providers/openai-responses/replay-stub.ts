import type { Ask } from "../../domain/ask.ts";
import type { RequestHead } from "../../domain/exchange.ts";
import { headerOf } from "../../domain/headers.ts";
import type { Json } from "../../domain/json.ts";
import type { Stub } from "../replay-knowledge.ts";
import { chatGptPaths } from "../shared/openai.ts";
import { isUnder, splitTarget, withoutVersion } from "../shared/path.ts";
import { estimatedTokens } from "../shared/replay-parts.ts";

/** What a side request is for. */
export type SideKind = "models" | "accounts" | "tokens" | "telemetry" | "probe" | "platform";

/** What a request is for that asks no model; undefined when it is none that is known. */
export function sideKind(head: RequestHead): SideKind | undefined {
  const path = withoutVersion(splitTarget(head.path).path.replace(/^\/backend-api(?=\/)/, ""));
  if (/\/responses(?:\/compact)?$/.test(path) && head.method === "POST") return undefined;
  if (head.method === "HEAD" || head.method === "OPTIONS") return "probe";
  if (/\/accounts\/check(?:\/|$)/.test(path)) return "accounts";
  if (path.endsWith("/models")) return "models";
  if (path.endsWith("/responses/input_tokens")) return "tokens";
  if (/(?:analytics|telemetry|metrics|otel)/i.test(path)) return "telemetry";
  return chatGptPaths.some((one) => isUnder(path, one)) ? "platform" : undefined;
}

/** An answer that agents accept for a side request that was never recorded. */
export function stubFor(head: RequestHead, ask: Ask): Stub | undefined {
  switch (sideKind(head)) {
    case "models":
      return { status: 200, body: { object: "list", data: [], models: [] }, why: "not recorded; answered with an empty list of models" };
    case "accounts":
      return { status: 200, body: accounts(head), why: "not recorded; answered with the account that asked" };
    case "tokens":
      return { status: 200, body: { object: "response.input_tokens", input_tokens: estimatedTokens(ask) }, why: "not recorded; tokens are estimated from characters" };
    case "telemetry":
      return { status: 200, body: {}, why: "telemetry, not recorded; taken and thrown away" };
    case "probe":
      return { status: 200, body: {}, why: "not recorded; answered that all is well" };
    case "platform":
      return { status: 404, body: { error: { message: "not recorded", type: "invalid_request_error" } }, why: "not recorded; answered that there is nothing" };
    case undefined:
      return undefined;
  }
}

/** The one account that asks, as ChatGPT's backend describes an account without constraints; Codex insists on finding it. */
function accounts(head: RequestHead): Json {
  const id = headerOf(head.headers, "chatgpt-account-id") ?? "";
  const account = {
    id,
    account_user_id: id,
    name: null,
    structure: "personal",
    plan_type: "pro",
    is_deactivated: false,
    profile_picture_url: null,
    is_fedramp_compliant_workspace: false,
    workspace_backend_origin: "NO_CONSTRAINT",
    account_routing_override: "NO_CONSTRAINT",
  };
  return { accounts: [account], default_account_id: id, account_ordering: [id] };
}

/** A prewarm that was never recorded needs an id that nothing continues, and no answer of a model. */
export function stubMessagesFor(ask: Ask): readonly Json[] | undefined {
  if (ask.shape !== "prewarm") return undefined;
  const response = { id: "resp_prewarm_not_recorded", object: "response", output: [], usage: null, error: null };
  return [
    { type: "response.created", sequence_number: 0, response: { ...response, status: "in_progress" } },
    { type: "response.in_progress", sequence_number: 1, response: { ...response, status: "in_progress" } },
    { type: "response.completed", sequence_number: 2, response: { ...response, status: "completed" } },
  ];
}
