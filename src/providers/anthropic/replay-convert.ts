import type { Carrier } from "../../domain/ask.ts";
import { isObject, listAt, objectAt, textAt, type Json, type JsonObject } from "../../domain/json.ts";
import { wholeMessage } from "./replay-answer.ts";

/** A recorded answer for another carrier: a stream as one message, a message as a stream. There is no WebSocket here. */
export function convertMessage(answer: readonly Json[], from: Carrier, to: Carrier): readonly Json[] | undefined {
  if (from === to) return answer;
  if (from === "events" && to === "json") return bodyOf(answer);
  const body = answer.find(isObject);
  return from === "json" && to === "events" && body !== undefined ? eventsOf(body) : undefined;
}

/** An error within the stream is what would have come instead of a message. */
function bodyOf(events: readonly Json[]): readonly Json[] | undefined {
  const whole = events.find((event) => textAt(event, "type") === "error") ?? wholeMessage(events);
  return whole === undefined ? undefined : [whole];
}

function eventsOf(body: JsonObject): readonly JsonObject[] {
  if (textAt(body, "type") !== "message") return [body];
  const { stop_reason = null, stop_sequence = null } = body;
  const usage = objectAt(body, "usage");
  return [
    { type: "message_start", message: { ...body, content: [], stop_reason: null, stop_sequence: null } },
    ...(listAt(body, "content") ?? []).flatMap((block, index) => (isObject(block) ? eventsOfBlock(block, index) : [])),
    { type: "message_delta", delta: { stop_reason, stop_sequence }, usage: { output_tokens: usage?.["output_tokens"] ?? 0 } },
    { type: "message_stop" },
  ];
}

function eventsOfBlock(block: JsonObject, index: number): readonly JsonObject[] {
  const [empty, deltas] = streamed(block);
  return [
    { type: "content_block_start", index, content_block: { ...block, ...empty } },
    ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
    { type: "content_block_stop", index },
  ];
}

/** What a block starts as, and what is added to it. A block of another type comes whole. */
function streamed(block: JsonObject): readonly [empty: JsonObject, deltas: readonly JsonObject[]] {
  const type = textAt(block, "type") ?? "";
  if (type === "text") return [{ text: "" }, [{ type: "text_delta", text: block["text"] ?? "" }, ...citationsOf(block)]];
  if (type === "thinking") {
    const { thinking = "", signature = "" } = block;
    return [{ thinking: "", signature: "" }, [{ type: "thinking_delta", thinking }, { type: "signature_delta", signature }]];
  }
  if (!type.endsWith("tool_use")) return [{}, []];
  return [{ input: {} }, [{ type: "input_json_delta", partial_json: JSON.stringify(block["input"] ?? {}) }]];
}

function citationsOf(block: JsonObject): readonly JsonObject[] {
  return (listAt(block, "citations") ?? []).map((citation) => ({ type: "citations_delta", citation }));
}
