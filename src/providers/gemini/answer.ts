import { isObject, listAt, objectAt, textAt, type Json, type JsonObject } from "../../domain/json.ts";
import type { Block, Usage } from "../../domain/turn.ts";
import { countAt } from "../shared/count.ts";
import { finish, writing, type Draft } from "../shared/draft.ts";
import { errorSentence, errorStatus } from "../shared/upstream-error.ts";
import { blocksOfContent } from "./ask.ts";

/** Reads an answer that came whole: one response, or a list of them when a stream was asked for as JSON. */
export function readAnswer(draft: Draft, body: Json, at: number): void {
  const chunks = Array.isArray(body) ? (body as readonly Json[]) : [body];
  for (const chunk of chunks) if (isObject(chunk)) readEvent(draft, chunk, at);
  finish(draft, "completed", at);
}

/** Reads one response of a stream: each adds parts to the answer. */
export function readEvent(draft: Draft, event: JsonObject, at: number): void {
  const error = objectAt(event, "error");
  if (error !== undefined) {
    const said = { type: textAt(error, "status"), message: textAt(error, "message") };
    return finish(draft, "failed", at, errorSentence({ ...errorStatus(draft), ...said }));
  }
  const [candidate] = listAt(event, "candidates") ?? [];
  const blocked = textAt(objectAt(event, "promptFeedback"), "blockReason");
  draft.servedModel = textAt(event, "modelVersion") ?? draft.servedModel;
  draft.responseId = textAt(event, "responseId") ?? draft.responseId;
  draft.stopReason = textAt(candidate, "finishReason") ?? blocked ?? draft.stopReason;
  const usage = objectAt(event, "usageMetadata");
  if (usage !== undefined) draft.usage = usageOf(usage);
  for (const block of blocksOfContent(objectAt(candidate, "content"))) add(draft, block, at);
}

/** A stream ends without a last event of its own. */
export function isComplete(draft: Draft): boolean {
  return draft.stopReason !== undefined;
}

/** Text that follows text of the same type continues it. */
function add(draft: Draft, block: Block, at: number): void {
  const pieces = [...draft.output.pieces()];
  const last = pieces.at(-1);
  if (block.type === "text" || block.type === "thinking") {
    const continues = last?.type === block.type && last.blocks === undefined;
    const piece = continues ? last : draft.output.piece(pieces.length, block.type);
    piece.text += block.text;
    return writing(draft, block.type, at);
  }
  draft.output.piece(pieces.length, "toolCall").blocks = [block];
  writing(draft, "tool", at);
}

/** `promptTokenCount` includes the cache; thoughts are counted beside the answer's tokens. */
function usageOf(usage: JsonObject): Usage {
  const cacheRead = countAt(usage, "cachedContentTokenCount") ?? 0;
  const reasoning = countAt(usage, "thoughtsTokenCount") ?? 0;
  return {
    input: Math.max(0, (countAt(usage, "promptTokenCount") ?? 0) + (countAt(usage, "toolUsePromptTokenCount") ?? 0) - cacheRead),
    cacheRead,
    cacheWrite: 0,
    output: (countAt(usage, "candidatesTokenCount") ?? 0) + reasoning,
    reasoning,
  };
}
