import type { HeaderList } from "../../domain/exchange.ts";
import { headerOf } from "../../domain/headers.ts";
import { objectAt, parseJson, textAt, type Json, type JsonObject } from "../../domain/json.ts";
import type { Origin } from "../../domain/turn.ts";
import { agentOf, originOf } from "../shared/agent.ts";
import type { Draft } from "../shared/draft.ts";

/** Who asks, as far as the request's headers say it. Codex spelled its ids with underscores before it used hyphens. */
export function headerOrigin(headers: HeaderList): Origin {
  const one = (...names: readonly string[]) => names.map((name) => headerOf(headers, name)).find((value) => value !== undefined && value !== "");
  const metadata = parseJson(one("x-codex-turn-metadata") ?? "");
  const { agent, agentVersion } = agentOf(headers);
  return originOf({
    agent: /^codex/i.test(one("originator") ?? "") ? "codex" : agent,
    agentVersion: agentVersion ?? one("version"),
    session: one("session-id", "session_id") ?? textAt(metadata, "session_id") ?? one("x-openai-session-id", "x-session-id"),
    thread: one("thread-id", "thread_id") ?? textAt(metadata, "thread_id"),
    cwd: metadataCwd(metadata),
  });
}

/** The JSON that Codex puts, as text, into the metadata of every ask. */
export function turnMetadata(ask: JsonObject): Json | undefined {
  return parseJson(textAt(objectAt(ask, "client_metadata"), "x-codex-turn-metadata") ?? "");
}

/** True when an ask is for the title that the agent shows, not for the person. */
export function isForTitle(metadata: Json | undefined): boolean {
  return textAt(metadata, "thread_source") === "thread_title";
}

/**
 * Who asks, by headers and body. The ask's own metadata wins over the headers of a connection that may
 * carry many asks. Codex gives a title request a session of its own and does not say whose title it is.
 */
export function askOrigin({ origin, input }: Pick<Draft, "origin" | "input">, ask: JsonObject): Origin {
  const client = objectAt(ask, "client_metadata");
  const metadata = turnMetadata(ask);
  const plain = objectAt(ask, "metadata");
  const session = textAt(metadata, "session_id") ?? textAt(client, "session_id") ?? origin.session ?? textAt(plain, "session_id") ?? textAt(ask, "prompt_cache_key");
  const thread = textAt(metadata, "thread_id") ?? textAt(client, "thread_id") ?? origin.thread;
  const { thread: _, ...rest } = origin;
  return originOf({
    ...rest,
    session,
    thread: thread === session ? undefined : thread,
    cwd: metadataCwd(metadata) ?? textAt(plain, "cwd") ?? origin.cwd ?? inputCwd(input),
  });
}

/** Codex names its workspaces by their absolute paths; others name the folder itself. */
function metadataCwd(metadata: Json | undefined): string | undefined {
  const workspaces = objectAt(metadata, "workspaces");
  const path = Object.keys(workspaces ?? {}).find((key) => /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(key));
  return path ?? textAt(metadata, "cwd") ?? textAt(workspaces, "cwd") ?? textAt(workspaces, "current");
}

/** The folder in the last `<environment_context>` that Codex put into the conversation. */
function inputCwd(input: Draft["input"]): string | undefined {
  for (const { blocks } of input.toReversed()) {
    for (const block of blocks) {
      const found = block.type === "text" && /^\s*<environment_context>/.test(block.text) ? /<cwd>([^<]+)<\/cwd>/.exec(block.text)?.[1] : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
