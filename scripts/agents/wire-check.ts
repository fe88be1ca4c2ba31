import { createHash } from "node:crypto";
import { type WireExchange, wireHeader, type WireMessage } from "../../test/support/wire-exchanges.ts";
import type { Problems } from "./problems.ts";

/** Headers of one connection only (RFC 9110, 7.6.1), `host`, and the mark by which ccxray knows its own requests. */
const OF_THE_HOP = new Set(["connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "host", "ccxray-hop"]);

/**
 * Compares what passed between agent and ccxray with what passed between ccxray and upstream: every
 * request and answer with its headers in order and its body or frames byte for byte.
 */
export function wireProblems(agentSide: readonly WireExchange[], upstreamSide: readonly WireExchange[]): Problems {
  const sent = agentSide.map((exchange) => described(exchange, upstreamTarget(exchange.request))).toSorted(byText);
  const got = upstreamSide.map((exchange) => described(exchange, targetOf(exchange.request))).toSorted(byText);
  if (sent.length !== got.length) return [`the agent made ${sent.length} requests and the upstream saw ${got.length}`];
  return sent.flatMap((lines, i) => difference(lines, got[i] ?? []));
}

/** With a ChatGPT account, OpenAI's paths are those of ChatGPT's backend. */
function upstreamTarget(request: WireMessage): string {
  const target = targetOf(request);
  return wireHeader(request, "chatgpt-account-id") === undefined ? target : target.replace(/^\/v1\//, "/backend-api/codex/");
}

function targetOf({ startLine }: WireMessage): string {
  return startLine.split(" ")[1] ?? "";
}

function described({ request, response }: WireExchange, target: string): readonly string[] {
  const method = request.startLine.split(" ")[0] ?? "";
  return [`${method} ${target}`, ...said("request", request), response ? response.startLine : "no answer", ...(response ? said("answer", response) : [])];
}

function said(whose: string, { headers, body }: WireMessage): readonly string[] {
  const kept = headers.filter(([name]) => !OF_THE_HOP.has(name.toLowerCase()));
  const digest = createHash("sha256").update(body).digest("hex");
  return [...kept.map(([name, value]) => `${whose} ${name.toLowerCase()}: ${value}`), `${whose} of ${body.length} bytes, sha256 ${digest}`];
}

function byText(a: readonly string[], b: readonly string[]): number {
  return a.join("\n") < b.join("\n") ? -1 : 1;
}

function difference(sent: readonly string[], got: readonly string[]): Problems {
  const at = sent.findIndex((line, i) => line !== got[i]);
  if (at < 0 && sent.length === got.length) return [];
  return [`${sent[0]}: at the upstream ${JSON.stringify(got[at])} instead of ${JSON.stringify(sent[at])}`];
}
