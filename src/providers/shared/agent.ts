import type { HeaderList } from "../../domain/exchange.ts";
import { headerOf } from "../../domain/headers.ts";
import type { Origin } from "../../domain/turn.ts";

/** Products as user agents name them, and the names their users know. */
const agents: readonly (readonly [product: RegExp, name: string])[] = [
  [/^claude-(?:cli|code)$/i, "claude"],
  [/^codex/i, "codex"],
  [/^gemini-?cli/i, "gemini"],
  [/^qwen-?code/i, "qwen"],
];

/** The agent and its version by its `User-Agent` (RFC 9110, 10.1.5): the first product, when it has a version. */
export function agentOf(headers: HeaderList): Pick<Origin, "agent" | "agentVersion"> {
  const product = /^\s*([\w.-]+)\/v?(\d[\w.+-]*)/.exec(headerOf(headers, "user-agent") ?? "");
  if (product === null) return {};
  const [, name = "", agentVersion = ""] = product;
  return { agent: agents.find(([pattern]) => pattern.test(name))?.[1] ?? name, agentVersion };
}

/** An origin of the members that are there. */
export function originOf(said: { readonly [Key in keyof Origin]: Origin[Key] | undefined }): Origin {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined && value !== ""));
}
