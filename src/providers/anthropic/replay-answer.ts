import type { Carrier } from "../../domain/ask.ts";
import { isObject, listAt, numberAt, objectAt, parseJson, textAt, type Json, type JsonObject } from "../../domain/json.ts";
import type { AnswerNews, Delta } from "../replay-knowledge.ts";
import { canonicalMessage } from "./replay-messages.ts";

/** What a recorded answer adds to the conversation that it was given in: the model's message. */
export function messageNews(answer: readonly Json[], carrier: Carrier): AnswerNews {
  const message = carrier === "json" ? answer.find(isObject) : wholeMessage(answer);
  if (message === undefined || textAt(message, "type") !== "message") return { conversation: [] };
  const id = textAt(message, "id");
  const said = canonicalMessage(message);
  return { conversation: said === "" ? [] : [said], ...(id !== undefined && { id }) };
}

/** The message that events tell of, as it comes without streaming; undefined when none was begun. */
export function wholeMessage(events: readonly Json[]): JsonObject | undefined {
  const started = objectAt(events.find((event) => textAt(event, "type") === "message_start"), "message");
  if (started === undefined) return undefined;
  const blocks = new Map<number, Block>();
  let message: JsonObject = started;
  for (const event of events) {
    const index = numberAt(event, "index") ?? 0;
    const type = textAt(event, "type");
    if (type === "content_block_start") blocks.set(index, { raw: objectAt(event, "content_block") ?? {}, json: "" });
    if (type === "content_block_delta") extend(blocks.get(index), objectAt(event, "delta"));
    if (type === "message_delta") message = { ...message, ...objectAt(event, "delta"), usage: { ...objectAt(message, "usage"), ...objectAt(event, "usage") } };
  }
  return { ...message, content: [...blocks.values()].map(wholeBlock) };
}

/** A block while it is read. */
interface Block {
  raw: JsonObject;
  /** A tool's input, as far as it was spelled. */
  json: string;
}

function extend(block: Block | undefined, delta: JsonObject | undefined): void {
  if (block === undefined || delta === undefined) return;
  block.json += textAt(delta, "partial_json") ?? "";
  for (const name of ["text", "thinking", "signature"]) {
    const more = textAt(delta, name);
    if (more !== undefined) block.raw = { ...block.raw, [name]: (textAt(block.raw, name) ?? "") + more };
  }
  const citation = delta["citation"];
  if (citation !== undefined) block.raw = { ...block.raw, citations: [...(listAt(block.raw, "citations") ?? []), citation] };
}

function wholeBlock({ raw, json }: Block): Json {
  return json === "" ? raw : { ...raw, input: parseJson(json) ?? raw["input"] ?? {} };
}

/** The members of an event's delta that spell a longer text. */
const SPELLED = ["text", "partial_json", "thinking"] as const;

/** The piece of text that one event adds to a block. */
export function messageDelta(message: JsonObject): Delta | undefined {
  const delta = objectAt(message, "delta");
  const member = SPELLED.find((name) => textAt(delta, name) !== undefined);
  if (textAt(message, "type") !== "content_block_delta" || delta === undefined || member === undefined) return undefined;
  return {
    stream: `content_block_delta/${numberAt(message, "index") ?? 0}/${member}`,
    text: textAt(delta, member) ?? "",
    with: (text) => ({ ...message, delta: { ...delta, [member]: text } }),
  };
}
