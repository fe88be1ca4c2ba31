import type { HeaderList } from "../../domain/exchange.ts";
import { headerOf } from "../../domain/headers.ts";
import { objectAt, parseJson, textAt, type JsonObject } from "../../domain/json.ts";
import type { Origin } from "../../domain/turn.ts";
import { agentOf, originOf } from "../shared/agent.ts";
import type { Draft } from "../shared/draft.ts";

/** Who asks, as far as the request's headers say it. A sub-agent of Claude Code has an id of its own. */
export function headerOrigin(headers: HeaderList): Origin {
  return originOf({
    ...agentOf(headers),
    session: headerOf(headers, "x-claude-code-session-id"),
    thread: headerOf(headers, "x-claude-code-agent-id"),
  });
}

/** Who asks, by headers and body. The body's session id wins: it was there before the header was. */
export function askOrigin({ origin, kind, system, input }: Pick<Draft, "origin" | "kind" | "system" | "input">, ask: JsonObject): Origin {
  const preamble = input.filter(({ role }, at) => at === 0 || role === "system").flatMap(({ blocks }) => blocks);
  const texts = [...system, ...preamble.flatMap((block) => (block.type === "text" ? [block.text] : []))];
  return originOf({
    ...origin,
    session: bodySession(ask) ?? origin.session,
    thread: origin.thread ?? (kind === "title" ? "title" : undefined),
    agentVersion: origin.agentVersion ?? firstMatch(system, /\bcc_version=(\d+\.\d+\.\d+)/),
    cwd: firstMatch(texts, /^[ \t-]*Primary working directory: (.+)$/m) ?? firstMatch(texts, /^Working directory: (.+)$/m),
  });
}

/** `metadata.user_id` is JSON that holds the session, or in older versions `user_…_session_<uuid>`. */
function bodySession(ask: JsonObject): string | undefined {
  const metadata = objectAt(ask, "metadata");
  const user = textAt(metadata, "user_id") ?? "";
  // What is no JSON would be found out by an error, which takes longer than all else here.
  const named = user.startsWith("{") ? parseJson(user) : undefined;
  const session = textAt(metadata, "session_id") ?? textAt(named, "session_id");
  return session ?? /_session_([0-9a-fA-F-]{8,})/.exec(user)?.[1];
}

function firstMatch(texts: readonly string[], pattern: RegExp): string | undefined {
  for (const text of texts) {
    const found = pattern.exec(text)?.[1]?.trim();
    if (found !== undefined) return found;
  }
  return undefined;
}
