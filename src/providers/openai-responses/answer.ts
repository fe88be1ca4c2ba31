import { isObject, listAt, objectAt, textAt, type Json, type JsonObject } from "../../domain/json.ts";
import type { Phase, Usage } from "../../domain/turn.ts";
import { countAt } from "../shared/count.ts";
import { finish, problem, writing, type Draft } from "../shared/draft.ts";
import type { Piece } from "../shared/output.ts";
import { errorSentence, errorStatus } from "../shared/upstream-error.ts";
import { blocksOfItem } from "./items.ts";

/** Reads an answer that came whole, as JSON. */
export function readAnswer(draft: Draft, body: Json, at: number): void {
  const response = isObject(body) ? body : undefined;
  if (textAt(response, "object") !== "response" && response?.["output"] === undefined) problem(draft, "The answer is not a response.");
  readResponse(draft, response);
  end(draft, response, at);
}

/** Reads one event, of a stream or of a WebSocket. A kind that is not in the tables adds nothing. */
export function readEvent(draft: Draft, event: JsonObject, at: number): void {
  const type = textAt(event, "type") ?? "";
  const writes = deltas.get(type);
  if (writes !== undefined) return readDelta(draft, event, writes, at);
  readers.get(type)?.(draft, event, at);
}

const readers = new Map<string, (draft: Draft, event: JsonObject, at: number) => void>([
  ["response.created", (draft, event) => readResponse(draft, objectAt(event, "response"))],
  ["response.in_progress", (draft, event) => readResponse(draft, objectAt(event, "response"))],
  ["response.output_item.added", startItem],
  ["response.output_item.done", endItem],
  ["response.reasoning_summary_part.added", startSummary],
  ...["completed", "done", "incomplete", "failed", "cancelled"].map((kind) => [`response.${kind}`, readEnd] as const),
  ["error", fail],
]);

const deltas = new Map<string, Piece["type"]>([
  ["response.output_text.delta", "text"],
  ["response.refusal.delta", "text"],
  ["response.reasoning_summary_text.delta", "thinking"],
  ["response.reasoning_text.delta", "thinking"],
  ["response.function_call_arguments.delta", "toolCall"],
  ["response.custom_tool_call_input.delta", "toolCall"],
  ["response.mcp_call_arguments.delta", "toolCall"],
]);

function readDelta(draft: Draft, event: JsonObject, type: Piece["type"], at: number): void {
  draft.output.piece(keyOf(event), type).text += textAt(event, "delta") ?? "";
  writing(draft, phaseOf(type), at);
}

function startItem(draft: Draft, event: JsonObject, at: number): void {
  const item = objectAt(event, "item");
  const piece = draft.output.piece(keyOf(event), pieceType(item));
  piece.id = textAt(item, "call_id") ?? textAt(item, "id") ?? "";
  piece.name = textAt(item, "name") ?? (textAt(item, "type") ?? "").replace(/_call$/, "");
  writing(draft, phaseOf(piece.type), at);
}

function endItem(draft: Draft, event: JsonObject, at: number): void {
  const item = objectAt(event, "item");
  const piece = draft.output.piece(keyOf(event), pieceType(item));
  if (item !== undefined) piece.blocks = blocksOfItem(item);
  writing(draft, phaseOf(piece.type), at);
}

/** Parts of a summary are paragraphs. */
function startSummary(draft: Draft, event: JsonObject): void {
  const piece = draft.output.piece(keyOf(event), "thinking");
  if (piece.text !== "") piece.text += "\n\n";
}

function keyOf(event: JsonObject): string {
  return String(countAt(event, "output_index") ?? textAt(event, "item_id") ?? textAt(objectAt(event, "item"), "id") ?? "");
}

function pieceType(item: JsonObject | undefined): Piece["type"] {
  const type = textAt(item, "type") ?? "";
  if (type === "reasoning") return "thinking";
  return type.endsWith("_call") ? "toolCall" : "text";
}

function phaseOf(type: Piece["type"]): Phase {
  return type === "toolCall" ? "tool" : type;
}

function readResponse(draft: Draft, response: JsonObject | undefined): void {
  draft.responseId = textAt(response, "id") ?? draft.responseId;
  draft.servedModel = textAt(response, "model") ?? draft.servedModel;
  const usage = objectAt(response, "usage");
  if (usage !== undefined) draft.usage = usageOf(usage);
  const output = listAt(response, "output") ?? [];
  if (draft.output.isEmpty()) for (const [at, item] of output.entries()) draft.output.piece(at, pieceType(isObject(item) ? item : undefined)).blocks = blocksOfItem(item);
}

/** `input_tokens` includes what came from the cache, `output_tokens` includes reasoning. */
function usageOf(usage: JsonObject): Usage {
  const input = objectAt(usage, "input_tokens_details");
  const cacheRead = countAt(input, "cached_tokens") ?? 0;
  const cacheWrite = countAt(input, "cache_write_tokens") ?? 0;
  return {
    input: Math.max(0, (countAt(usage, "input_tokens") ?? 0) - cacheRead - cacheWrite),
    cacheRead,
    cacheWrite,
    output: countAt(usage, "output_tokens") ?? 0,
    reasoning: countAt(objectAt(usage, "output_tokens_details"), "reasoning_tokens") ?? 0,
  };
}

function readEnd(draft: Draft, event: JsonObject, at: number): void {
  const response = objectAt(event, "response");
  readResponse(draft, response);
  const [, kind = ""] = (textAt(event, "type") ?? "").split(".");
  end(draft, kind === "done" ? response : { ...response, status: kind }, at);
}

function end(draft: Draft, response: JsonObject | undefined, at: number): void {
  const status = textAt(response, "status") ?? "completed";
  draft.stopReason = textAt(objectAt(response, "incomplete_details"), "reason") ?? status;
  const error = objectAt(response, "error");
  if (status === "failed") finish(draft, "failed", at, errorSentence({ type: textAt(error, "code"), message: textAt(error, "message") }));
  else if (status === "cancelled") finish(draft, "aborted", at, "The response was cancelled.");
  else finish(draft, "completed", at);
}

/** An error event: wrapped (`{type, status, error}`), as WebSockets have it, or flat. */
function fail(draft: Draft, event: JsonObject, at: number): void {
  const error = objectAt(event, "error") ?? event;
  const type = textAt(error, "code") ?? (error === event ? undefined : textAt(error, "type"));
  const said = { status: countAt(event, "status"), type, message: textAt(error, "message"), retryAfter: textAt(objectAt(event, "headers"), "retry-after") };
  finish(draft, "failed", at, errorSentence({ ...errorStatus(draft), ...withoutUndefined(said) }));
}

function withoutUndefined<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Value;
}
