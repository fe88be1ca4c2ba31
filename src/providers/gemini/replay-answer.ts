import type { Carrier } from "../../domain/ask.ts";
import { canonical, isObject, listAt, objectAt, textAt, type Json, type JsonObject } from "../../domain/json.ts";
import type { AnswerNews, Delta } from "../replay-knowledge.ts";
import { canonicalContent } from "./replay-contents.ts";

/** What a recorded answer adds to the conversation: the content of its first candidate. */
export function contentNews(answer: readonly Json[]): AnswerNews {
  const whole = wholeResponse(answer);
  const content = objectAt(listAt(whole, "candidates")?.[0], "content");
  const id = textAt(whole, "responseId");
  return { conversation: content === undefined ? [] : [canonicalContent(content)], ...(id !== undefined && { id }) };
}

/** The response that a stream's responses make together; undefined when there was none. */
function wholeResponse(answer: readonly Json[]): JsonObject | undefined {
  const responses = answer.flatMap((one) => (Array.isArray(one) ? (one as readonly Json[]) : [one])).filter(isObject);
  const last = responses.at(-1);
  if (last === undefined) return undefined;
  const candidates = responses.flatMap((response) => listAt(response, "candidates")?.slice(0, 1) ?? []).filter(isObject);
  const parts = candidates.flatMap((candidate) => listAt(objectAt(candidate, "content"), "parts") ?? []);
  const merged = { ...Object.assign({}, ...candidates), content: { role: "model", parts: parts.reduce<readonly Json[]>(joined, []) } };
  return { ...Object.assign({}, ...responses), ...(candidates.length > 0 && { candidates: [merged] }) };
}

/** Text that follows text of the same sort continues it. */
function joined(parts: readonly Json[], part: Json): readonly Json[] {
  const before = parts.at(-1);
  const [earlier, more] = [textAt(before, "text"), textAt(part, "text")];
  if (!isObject(before) || !isObject(part) || earlier === undefined || more === undefined) return [...parts, part];
  if (canonical(before["thought"]) !== canonical(part["thought"])) return [...parts, part];
  return [...parts.slice(0, -1), { ...before, ...part, text: earlier + more }];
}

/** The text that one response of a stream adds, where it has no other part. */
export function contentDelta(message: JsonObject): Delta | undefined {
  const [candidate, ...others] = listAt(message, "candidates") ?? [];
  const content = objectAt(candidate, "content");
  const [part, ...more] = listAt(content, "parts") ?? [];
  const text = textAt(part, "text");
  if (!isObject(candidate) || !isObject(part) || text === undefined || more.length > 0) return undefined;
  return {
    stream: part["thought"] === true ? "candidates/0/thought" : "candidates/0/text",
    text,
    with: (changed) => ({ ...message, candidates: [{ ...candidate, content: { ...content, parts: [{ ...part, text: changed }] } }, ...others] }),
  };
}

/** A recorded answer for another carrier: the responses of a stream as one, one response as a stream of itself. */
export function convertContent(answer: readonly Json[], from: Carrier, to: Carrier): readonly Json[] | undefined {
  if (from === to) return answer;
  if (to === "websocket") return undefined;
  const whole = wholeResponse(answer);
  return whole === undefined ? undefined : [whole];
}
