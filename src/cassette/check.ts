import { providerById } from "../providers/registry.ts";
import type { CassetteExchange, Cassette } from "./cassette.ts";
import { lineFindings } from "./check-lines.ts";
import { suspiciousMembers } from "./check-members.ts";
import type { Finding } from "./finding.ts";
import { messageName } from "./format.ts";
import { hideAnswer } from "./hide-messages.ts";
import { withoutIdentity } from "./identity.ts";
import { knowledgeOf } from "./recorded-ask.ts";

export interface CheckOptions {
  /** Finds secrets by their shapes. */
  redact(text: string): string;
  /** What an exchange is that no provider claims (default: a warning). */
  readonly unclaimed?: Finding["severity"] | "fine";
}

/** Looks at a cassette and the text of its file for what must not be shown to others, and for what cannot be replayed well. */
export function checkCassette(cassette: Cassette, text: string, { redact, unclaimed = "warning" }: CheckOptions): readonly Finding[] {
  const hide = (one: string): string => withoutIdentity(redact(one));
  const lines = text.split("\n");
  return [
    ...lines.flatMap((line, i) => [...lineFindings(line, i + 1, hide), ...suspiciousMembers(line, i + 1)]),
    ...cassette.exchanges.flatMap((exchange) => spelledSecrets(exchange, hide, lines)),
    ...(unclaimed === "fine" ? [] : unclaimedIn(cassette).map((exchange) => ofNobody(exchange, lines, unclaimed))),
  ].toSorted((a, b) => a.line - b.line || a.column - b.column);
}

/** Exchanges of no protocol that is known here: a typing error, or a provider that nobody has taught this program. */
export function unclaimedIn({ exchanges }: Cassette): readonly CassetteExchange[] {
  return exchanges.filter(({ provider }) => !providerById(provider));
}

/** Secrets that stand in no message, but in several together. */
function spelledSecrets(exchange: CassetteExchange, hide: (text: string) => string, lines: readonly string[]): readonly Finding[] {
  const { id, messages, provider } = exchange;
  const answers = messages.map((message, i) => ({ message, i })).filter(({ message }) => message.from === "upstream");
  const hidden = hideAnswer(answers.map(({ message }) => message), knowledgeOf(provider), hide);
  return answers.flatMap(({ message, i }, n) => {
    const { payload } = message;
    if (typeof payload !== "string" || hidden[n]?.payload === payload || hide(payload) !== payload) return [];
    return [{ severity: "error", line: lineOf(id, lines), column: 1, what: "a secret spelled over several messages", excerpt: messageName(id, i), hint: "`ccxray cassette redact` takes it out." } as const];
  });
}

function ofNobody(exchange: CassetteExchange, lines: readonly string[], severity: Finding["severity"]): Finding {
  const { id, request } = exchange;
  return {
    severity,
    line: lineOf(id, lines),
    column: 1,
    what: `no provider claims ${id}`,
    excerpt: `${request.method} ${request.path}`,
    hint: "It is compared by method, path and body. Remove it with `ccxray cassette prune` where the replay does not need it; `ccxray cassette check --allow-unclaimed` lets it pass.",
  };
}

/** Where an exchange begins; the first line when the file was laid out anew. */
function lineOf(id: string, lines: readonly string[]): number {
  const head = new RegExp(`"id":\\s?"${id}"`);
  return Math.max(1, lines.findIndex((line) => head.test(line)) + 1);
}
