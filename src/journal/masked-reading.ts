import type { Json } from "../domain/json.ts";
import { parseJson } from "../domain/json.ts";
import type { Block, Turn } from "../domain/turn.ts";
import type { Reading } from "./reading.ts";

/** As much of a streamed text as its last lines can need. */
const TAIL = 4096;

/**
 * A reading whose summaries hold no secret that a model spelled over several events: each of those was redacted by itself when
 * it was recorded, and only joined do they show one.
 */
export function maskedReading(reading: Reading, redact: (text: string) => string): Reading {
  return {
    ...reading,
    summarize(turn, context) {
      const summary = reading.summarize(turn, context);
      const ends = turn.output.map((block) => ("text" in block ? { ...block, text: block.text.slice(-TAIL) } : block));
      const { answered, tools } = reading.summarize(maskedTurn({ ...turn, output: ends }, redact), context);
      return { ...summary, answered, tools };
    },
  };
}

/** A turn whose answer is redacted as a whole. What was asked came in whole messages and is redacted already. */
export function maskedTurn(turn: Turn, redact: (text: string) => string): Turn {
  return { ...turn, output: turn.output.map((block) => maskedBlock(block, redact)) };
}

function maskedBlock(block: Block, redact: (text: string) => string): Block {
  switch (block.type) {
    case "text":
    case "thinking":
      return { ...block, text: redact(block.text) };
    case "toolCall":
      return { ...block, input: maskedJson(block.input, redact) };
    case "toolResult":
      return { ...block, content: redact(block.content) };
    case "unknown":
      return { ...block, raw: maskedJson(block.raw, redact) };
  }
}

/** Redaction keeps JSON what it is; should it ever not, nothing is shown rather than a secret. */
function maskedJson(value: Json, redact: (text: string) => string): Json {
  const text = JSON.stringify(value);
  const masked = redact(text);
  return masked === text ? value : (parseJson(masked) ?? "{{secret}}");
}
