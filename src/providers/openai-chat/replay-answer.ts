import type { Carrier } from "../../domain/ask.ts";
import { isObject, listAt, numberAt, objectAt, textAt, type Json, type JsonObject } from "../../domain/json.ts";
import type { AnswerNews, Delta } from "../replay-knowledge.ts";
import { canonicalMessage } from "./replay-messages.ts";

/** What a recorded answer adds to the conversation: the message of its first choice. */
export function completionNews(answer: readonly Json[], carrier: Carrier): AnswerNews {
  const whole = carrier === "json" ? answer.find(isObject) : wholeCompletion(answer);
  const message = objectAt(listAt(whole, "choices")?.[0], "message");
  const id = textAt(whole, "id");
  return { conversation: message === undefined ? [] : [canonicalMessage(message)], ...(id !== undefined && { id }) };
}

/** The completion that chunks tell of, as it comes without streaming; undefined when there was none. */
function wholeCompletion(chunks: readonly Json[]): JsonObject | undefined {
  const objects = chunks.filter(isObject);
  const [first] = objects;
  if (first === undefined) return undefined;
  const choices = new Map<number, JsonObject>();
  for (const chunk of objects) {
    for (const choice of listAt(chunk, "choices") ?? []) {
      const index = numberAt(choice, "index") ?? 0;
      choices.set(index, extended(choices.get(index) ?? { index, finish_reason: null }, choice));
    }
  }
  const usage = objects.findLast((chunk) => objectAt(chunk, "usage") !== undefined)?.["usage"];
  return { ...first, object: "chat.completion", choices: [...choices.values()], ...(usage !== undefined && { usage }) };
}

function extended(choice: JsonObject, chunk: Json): JsonObject {
  const message = joined(objectAt(choice, "message") ?? { role: "assistant", content: null }, objectAt(chunk, "delta") ?? {});
  return { ...choice, message, finish_reason: textAt(chunk, "finish_reason") ?? choice["finish_reason"] ?? null };
}

/** Members that a later delta continues; of all others the last word counts. */
const SPELLED = ["content", "refusal", "reasoning_content", "reasoning", "arguments"];

function joined(before: JsonObject, delta: JsonObject): JsonObject {
  const members = Object.entries(delta).map(([name, value]) => {
    if (typeof value === "string" && SPELLED.includes(name)) return [name, (textAt(before, name) ?? "") + value] as const;
    if (name === "tool_calls") return [name, joinedCalls(listAt(before, name) ?? [], listAt(delta, name) ?? [])] as const;
    if (isObject(value)) return [name, joined(objectAt(before, name) ?? {}, value)] as const;
    return [name, value ?? before[name] ?? null] as const;
  });
  return { ...before, ...Object.fromEntries(members) };
}

function joinedCalls(before: readonly Json[], deltas: readonly Json[]): readonly Json[] {
  const calls = [...before];
  for (const delta of deltas) {
    if (!isObject(delta)) continue;
    const { index = calls.length, ...rest } = delta;
    const at = typeof index === "number" ? index : calls.length;
    const known = calls[at];
    calls[at] = joined(isObject(known) ? known : {}, rest);
  }
  return calls;
}

/** The piece of text that one chunk adds to its first choice: to the answer, or to a call's arguments. */
export function completionDelta(message: JsonObject): Delta | undefined {
  const [choice, ...others] = listAt(message, "choices") ?? [];
  const delta = objectAt(choice, "delta");
  if (!isObject(choice) || delta === undefined) return undefined;
  const where = `choices/${numberAt(choice, "index") ?? 0}`;
  const withDelta = (changed: JsonObject): JsonObject => ({ ...message, choices: [{ ...choice, delta: { ...delta, ...changed } }, ...others] });

  const content = textAt(delta, "content");
  if (content !== undefined) return { stream: `${where}/content`, text: content, with: (text) => withDelta({ content: text }) };
  const [call, ...more] = listAt(delta, "tool_calls") ?? [];
  const called = objectAt(call, "function");
  const spelled = textAt(called, "arguments");
  if (!isObject(call) || called === undefined || spelled === undefined) return undefined;
  return {
    stream: `${where}/tool_calls/${numberAt(call, "index") ?? 0}/arguments`,
    text: spelled,
    with: (text) => withDelta({ tool_calls: [{ ...call, function: { ...called, arguments: text } }, ...more] }),
  };
}

/** A recorded answer for another carrier: chunks as one completion, a completion as chunks. */
export function convertCompletion(answer: readonly Json[], from: Carrier, to: Carrier): readonly Json[] | undefined {
  if (from === to) return answer;
  const whole = from === "events" ? wholeCompletion(answer) : answer.find(isObject);
  if (whole === undefined || to === "websocket") return undefined;
  return to === "json" ? [whole] : chunksOf(whole);
}

function chunksOf(whole: JsonObject): readonly Json[] {
  if ("error" in whole) return [whole];
  const { choices: _, usage, ...head } = whole;
  const choices = (listAt(whole, "choices") ?? []).filter(isObject);
  const chunk = (parts: readonly Json[], rest: JsonObject = {}): Json => ({ ...head, object: "chat.completion.chunk", choices: parts, ...rest });
  return [
    ...choices.map(({ index = 0, message }) => chunk([{ index, delta: isObject(message) ? deltaOf(message) : {}, finish_reason: null }])),
    ...choices.map(({ index = 0, finish_reason = "stop" }) => chunk([{ index, delta: {}, finish_reason }])),
    ...(usage === undefined ? [] : [chunk([], { usage })]),
  ];
}

function deltaOf(message: JsonObject): JsonObject {
  const calls = listAt(message, "tool_calls");
  return calls === undefined ? message : { ...message, tool_calls: calls.map((call, index) => (isObject(call) ? { index, ...call } : call)) };
}
