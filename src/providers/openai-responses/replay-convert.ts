import type { Carrier } from "../../domain/ask.ts";
import { isObject, listAt, objectAt, textAt, type Json, type JsonObject } from "../../domain/json.ts";
import { wholeResponse } from "./replay-answer.ts";

/** A recorded answer for another carrier. Events and WebSocket messages are the same values. */
export function convertResponse(answer: readonly Json[], from: Carrier, to: Carrier): readonly Json[] | undefined {
  if (from === to) return answer;
  if (from === "json") return eventsOfBody(answer.find(isObject));
  if (to !== "json") return answer.filter(isObject);
  const whole = bodyOf(answer);
  return whole === undefined ? undefined : [whole];
}

/** What would have come without streaming: the response, or the error. */
function bodyOf(events: readonly Json[]): Json | undefined {
  const error = objectAt(events.find((event) => textAt(event, "type") === "error"), "error");
  return error === undefined ? wholeResponse(events) : { error };
}

function eventsOfBody(body: JsonObject | undefined): readonly Json[] | undefined {
  if (body === undefined) return undefined;
  const error = objectAt(body, "error");
  const response = error === undefined || textAt(body, "id") !== undefined ? body : failedResponse(error);
  const begun = { ...response, status: "in_progress", output: [], usage: null };
  const events: readonly JsonObject[] = [
    { type: "response.created", response: begun },
    { type: "response.in_progress", response: begun },
    ...(listAt(response, "output") ?? []).flatMap((item, i) => (isObject(item) ? eventsOfItem(item, i) : [])),
    { type: `response.${textAt(response, "status") ?? "completed"}`, response },
  ];
  return events.map((event, sequence_number) => ({ ...event, sequence_number }));
}

/** The body of a refusal, as a stream says that there will be no answer. */
function failedResponse(error: JsonObject): JsonObject {
  const code = textAt(error, "code") ?? textAt(error, "type") ?? "server_error";
  return { id: "resp_refused", object: "response", status: "failed", output: [], error: { code, message: textAt(error, "message") ?? "" } };
}

function eventsOfItem(item: JsonObject, output_index: number): readonly JsonObject[] {
  const at = { output_index, ...(textAt(item, "id") !== undefined && { item_id: item["id"] ?? "" }) };
  const [empty, inner] = streamed(item, at);
  return [
    { type: "response.output_item.added", output_index, item: { ...item, ...empty, status: "in_progress" } },
    ...inner,
    { type: "response.output_item.done", output_index, item },
  ];
}

/** What an item starts as, and the events that fill it. */
function streamed(item: JsonObject, at: JsonObject): readonly [empty: JsonObject, events: readonly JsonObject[]] {
  switch (textAt(item, "type")) {
    case "message":
      return [{ content: [] }, (listAt(item, "content") ?? []).flatMap((part, content_index) => (isObject(part) ? eventsOfPart(part, { ...at, content_index }) : []))];
    case "function_call":
      return [{ arguments: "" }, eventsOfInput("response.function_call_arguments", "arguments", item, at)];
    case "custom_tool_call":
      return [{ input: "" }, eventsOfInput("response.custom_tool_call_input", "input", item, at)];
    default:
      return [{}, []];
  }
}

function eventsOfPart(part: JsonObject, at: JsonObject): readonly JsonObject[] {
  const [name, text] = "refusal" in part ? ["refusal", textAt(part, "refusal") ?? ""] : ["text", textAt(part, "text") ?? ""];
  const type = name === "text" ? "response.output_text" : "response.refusal";
  return [
    { type: "response.content_part.added", ...at, part: { ...part, [name]: "" } },
    { type: `${type}.delta`, ...at, delta: text },
    { type: `${type}.done`, ...at, [name]: text },
    { type: "response.content_part.done", ...at, part },
  ];
}

function eventsOfInput(type: string, member: string, item: JsonObject, at: JsonObject): readonly JsonObject[] {
  const text = textAt(item, member) ?? "";
  return [
    { type: `${type}.delta`, ...at, delta: text },
    { type: `${type}.done`, ...at, [member]: text },
  ];
}
