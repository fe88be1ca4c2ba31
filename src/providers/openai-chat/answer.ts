import { listAt, objectAt, textAt, type Json, type JsonObject } from "../../domain/json.ts";
import type { Usage } from "../../domain/turn.ts";
import { countAt } from "../shared/count.ts";
import { finish, problem, writing, type Draft } from "../shared/draft.ts";
import { toolCall } from "../shared/output.ts";
import { errorSentence, errorStatus } from "../shared/upstream-error.ts";
import { blocksOfMessage } from "./ask.ts";

/** Reads an answer that came whole, as JSON. */
export function readAnswer(draft: Draft, body: Json, at: number): void {
  const [choice] = listAt(body, "choices") ?? [];
  if (choice === undefined) problem(draft, "The answer has no choices.");
  readHead(draft, body);
  draft.stopReason = textAt(choice, "finish_reason") ?? draft.stopReason;
  draft.output.piece("whole", "text").blocks = blocksOfMessage(objectAt(choice, "message") ?? {});
  finish(draft, "completed", at);
}

/** Reads one chunk of a streamed answer. Usage comes in a chunk of its own, after the last one with a choice. */
export function readEvent(draft: Draft, event: JsonObject, at: number): void {
  const error = objectAt(event, "error");
  if (error !== undefined) {
    const said = { type: textAt(error, "type") ?? textAt(error, "code"), message: textAt(error, "message") };
    return finish(draft, "failed", at, errorSentence({ ...errorStatus(draft), ...said }));
  }
  readHead(draft, event);
  const [choice] = listAt(event, "choices") ?? [];
  readDelta(draft, objectAt(choice, "delta"), at);
  const reason = textAt(choice, "finish_reason");
  if (reason === undefined) return;
  draft.stopReason = reason;
  wholeCalls(draft);
}

/** The reason to stop comes before the usage, and the end only with the stream's. */
export function isComplete(draft: Draft): boolean {
  return draft.stopReason !== undefined;
}

function readHead(draft: Draft, body: Json): void {
  draft.responseId = textAt(body, "id") ?? draft.responseId;
  draft.servedModel = textAt(body, "model") ?? draft.servedModel;
  const usage = objectAt(body, "usage");
  if (usage !== undefined) draft.usage = usageOf(usage);
}

/** `prompt_tokens` includes what came from the cache. */
function usageOf(usage: JsonObject): Usage {
  const cacheRead = countAt(objectAt(usage, "prompt_tokens_details"), "cached_tokens") ?? 0;
  return {
    input: Math.max(0, (countAt(usage, "prompt_tokens") ?? 0) - cacheRead),
    cacheRead,
    cacheWrite: 0,
    output: countAt(usage, "completion_tokens") ?? 0,
    reasoning: countAt(objectAt(usage, "completion_tokens_details"), "reasoning_tokens") ?? 0,
  };
}

function readDelta(draft: Draft, delta: JsonObject | undefined, at: number): void {
  const thinking = textAt(delta, "reasoning_content") ?? textAt(delta, "reasoning") ?? "";
  const text = textAt(delta, "content") ?? textAt(delta, "refusal") ?? "";
  if (thinking !== "") {
    draft.output.piece("thinking", "thinking").text += thinking;
    writing(draft, "thinking", at);
  }
  if (text !== "") {
    draft.output.piece("text", "text").text += text;
    writing(draft, "text", at);
  }
  for (const call of listAt(delta, "tool_calls") ?? []) readCall(draft, call, at);
}

function readCall(draft: Draft, call: Json, at: number): void {
  const piece = draft.output.piece(callKey(call), "toolCall");
  const called = objectAt(call, "function");
  piece.id ||= textAt(call, "id") ?? "";
  piece.name ||= textAt(called, "name") ?? "";
  piece.text += textAt(called, "arguments") ?? "";
  writing(draft, "tool", at);
}

function callKey(call: Json): string {
  return `call ${countAt(call, "index") ?? textAt(call, "id") ?? ""}`;
}

function wholeCalls(draft: Draft): void {
  for (const piece of draft.output.pieces()) if (piece.type === "toolCall") piece.blocks = [toolCall(piece.id, piece.name, piece.text)];
}
