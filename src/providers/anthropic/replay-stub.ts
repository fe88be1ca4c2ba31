import type { Ask } from "../../domain/ask.ts";
import type { RequestHead } from "../../domain/exchange.ts";
import type { Stub } from "../replay-knowledge.ts";
import { isUnder, splitTarget, withoutVersion } from "../shared/path.ts";
import { estimatedTokens } from "../shared/replay-parts.ts";

/** What a side request is for. */
export type SideKind = "tokens" | "models" | "telemetry" | "probe" | "account";

/** What a request is for that asks no model; undefined when it is none that is known. */
export function sideKind(head: RequestHead): SideKind | undefined {
  const { path } = splitTarget(head.path);
  if (head.method === "HEAD" || head.method === "OPTIONS") return "probe";
  if (path.endsWith("/messages/count_tokens")) return "tokens";
  if (isUnder(withoutVersion(path), "/models")) return "models";
  if (/(?:event_logging|telemetry|metrics|statsig|otel)/i.test(path)) return "telemetry";
  return isUnder(path, "/api") ? "account" : undefined;
}

/** An answer that agents accept for a side request that was never recorded. */
export function stubFor(head: RequestHead, ask: Ask): Stub | undefined {
  switch (sideKind(head)) {
    case "tokens":
      return { status: 200, body: { input_tokens: estimatedTokens(ask) }, why: "not recorded; tokens are estimated from characters" };
    case "models":
      return { status: 200, body: { data: [], has_more: false, first_id: null, last_id: null }, why: "not recorded; answered with an empty list of models" };
    case "telemetry":
      return { status: 200, body: {}, why: "telemetry, not recorded; taken and thrown away" };
    case "probe":
      return { status: 200, body: {}, why: "not recorded; answered that all is well" };
    case "account":
      return { status: 404, body: { type: "error", error: { type: "not_found_error", message: "not recorded" } }, why: "not recorded; answered that there is nothing" };
    case undefined:
      return undefined;
  }
}
