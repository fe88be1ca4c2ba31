import type { Carrier } from "../../domain/ask.ts";
import { isObject, listAt, numberAt, objectAt, textAt, type Json, type JsonObject } from "../../domain/json.ts";
import type { AnswerNews, Delta } from "../replay-knowledge.ts";
import { canonicalItem, kindOfItem } from "./replay-items.ts";

/** Types of the events after which an answer says nothing more. */
const LAST = new Set(["response.completed", "response.failed", "response.incomplete", "response.cancelled", "error"]);

export function endsResponse(message: Json): boolean {
  return LAST.has(textAt(message, "type") ?? "");
}

/** What a recorded answer adds to the conversation that it was given in. */
export function responseNews(answer: readonly Json[], carrier: Carrier): AnswerNews {
  const response = carrier === "json" ? answer.find(isObject) : wholeResponse(answer);
  const id = textAt(response, "id");
  const items = (listAt(response, "output") ?? []).filter((item) => kindOfItem(item) === "conversation");
  return { conversation: items.map(canonicalItem), ...(id !== undefined && { id }) };
}

/**
 * The response that events tell of, as it comes without streaming. Some upstreams leave the output out of the last
 * event, or everything but the id: the items were whole before.
 */
export function wholeResponse(events: readonly Json[]): JsonObject | undefined {
  const last = events.findLast((event) => objectAt(event, "response") !== undefined);
  const response = objectAt(last, "response");
  if (response === undefined) return undefined;
  const items = events.flatMap((event) => (textAt(event, "type") === "response.output_item.done" ? (objectAt(event, "item") ?? []) : []));
  const output = items.length > 0 ? items : (listAt(response, "output") ?? []);
  const status = textAt(last, "type")?.replace(/^response\./, "") ?? "completed";
  return { object: "response", status, ...response, output };
}

/** The piece of text that one event adds: its `delta`, for the item and part that it names. */
export function responseDelta(message: JsonObject): Delta | undefined {
  const type = textAt(message, "type") ?? "";
  const text = textAt(message, "delta");
  if (text === undefined || !type.endsWith(".delta")) return undefined;
  const place = ["item_id", "output_index", "content_index", "summary_index"].map((name) => textAt(message, name) ?? numberAt(message, name) ?? "");
  return { stream: [type, ...place].join("/"), text, with: (delta) => ({ ...message, delta }) };
}
