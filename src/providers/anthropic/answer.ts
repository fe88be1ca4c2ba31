import { isObject, objectAt, textAt, type Json, type JsonObject } from "../../domain/json.ts";
import type { Phase, Usage } from "../../domain/turn.ts";
import { countAt } from "../shared/count.ts";
import { finish, problem, writing, type Draft } from "../shared/draft.ts";
import { toolCall, type Piece } from "../shared/output.ts";
import { errorSentence, errorStatus } from "../shared/upstream-error.ts";
import { blocksOf } from "./blocks.ts";

/** Reads an answer that came whole. */
export function readAnswer(draft: Draft, body: Json, at: number): void {
  const error = objectAt(body, "error");
  if (error !== undefined) return fail(draft, error, at);
  readMessage(draft, isObject(body) ? body : undefined);
  draft.output.piece("whole", "text").blocks = blocksOf(isObject(body) ? body["content"] : undefined);
  if (textAt(body, "type") !== "message") problem(draft, "The answer is not a message.");
  finish(draft, "completed", at);
}

/** Reads one event of a streamed answer. A kind that is not in the table adds nothing. */
export function readEvent(draft: Draft, event: JsonObject, at: number): void {
  readers.get(textAt(event, "type") ?? "")?.(draft, event, at);
}

/** `message_stop` is optional to Claude Code; a stop reason tells as well that the answer is whole. */
export function isComplete(draft: Draft): boolean {
  return draft.stopReason !== undefined;
}

const readers = new Map<string, (draft: Draft, event: JsonObject, at: number) => void>([
  ["message_start", (draft, event) => readMessage(draft, objectAt(event, "message"))],
  ["content_block_start", startBlock],
  ["content_block_delta", continueBlock],
  ["content_block_stop", (draft, event) => stopBlock(draft.output.piece(indexOf(event), "text"))],
  ["message_delta", (draft, event) => readEnd(draft, objectAt(event, "delta"), objectAt(event, "usage"))],
  ["message_stop", (draft, _event, at) => finish(draft, "completed", at)],
  ["error", (draft, event, at) => fail(draft, objectAt(event, "error"), at)],
]);

function readMessage(draft: Draft, message: JsonObject | undefined): void {
  draft.servedModel = textAt(message, "model") ?? draft.servedModel;
  draft.responseId = textAt(message, "id") ?? draft.responseId;
  readEnd(draft, message, objectAt(message, "usage"));
}

function readEnd(draft: Draft, said: JsonObject | undefined, usage: JsonObject | undefined): void {
  draft.stopReason = textAt(said, "stop_reason") ?? draft.stopReason;
  if (usage !== undefined) draft.usage = usageOf(usage, draft.usage);
}

/** Counts are cumulative: what a later event says replaces what an earlier one said. `input_tokens` excludes the cache. */
function usageOf(usage: JsonObject, before: Usage | undefined): Usage {
  return {
    input: countAt(usage, "input_tokens") ?? before?.input ?? 0,
    cacheRead: countAt(usage, "cache_read_input_tokens") ?? before?.cacheRead ?? 0,
    cacheWrite: countAt(usage, "cache_creation_input_tokens") ?? before?.cacheWrite ?? 0,
    output: countAt(usage, "output_tokens") ?? before?.output ?? 0,
    reasoning: countAt(objectAt(usage, "output_tokens_details"), "thinking_tokens") ?? before?.reasoning ?? 0,
  };
}

function startBlock(draft: Draft, event: JsonObject, at: number): void {
  const raw = objectAt(event, "content_block");
  const type = textAt(raw, "type") ?? "";
  const piece = draft.output.piece(indexOf(event), pieceType(type));
  piece.id = textAt(raw, "id") ?? "";
  piece.name = textAt(raw, "name") ?? "";
  piece.text = textAt(raw, "text") ?? textAt(raw, "thinking") ?? "";
  const streamed = type === "text" || type === "thinking" || type.endsWith("tool_use");
  if (!streamed) piece.blocks = blocksOf(raw === undefined ? [] : [raw]);
  writing(draft, phaseOf(piece), at);
}

function continueBlock(draft: Draft, event: JsonObject, at: number): void {
  const delta = objectAt(event, "delta");
  const piece = draft.output.piece(indexOf(event), pieceType(textAt(delta, "type") ?? ""));
  piece.text += textAt(delta, "text") ?? textAt(delta, "thinking") ?? textAt(delta, "partial_json") ?? "";
  writing(draft, phaseOf(piece), at);
}

function stopBlock(piece: Piece): void {
  if (piece.type === "toolCall") piece.blocks ??= [toolCall(piece.id, piece.name, piece.text)];
}

function indexOf(event: JsonObject): number {
  return countAt(event, "index") ?? 0;
}

/** By the type of a block, or of a delta to one. */
function pieceType(type: string): Piece["type"] {
  if (type.endsWith("tool_use") || type === "input_json_delta") return "toolCall";
  return type.includes("thinking") || type === "signature_delta" ? "thinking" : "text";
}

function phaseOf({ type }: Piece): Phase {
  return type === "toolCall" ? "tool" : type;
}

function fail(draft: Draft, error: JsonObject | undefined, at: number): void {
  finish(draft, "failed", at, errorSentence({ ...errorStatus(draft), type: textAt(error, "type"), message: textAt(error, "message") }));
}
