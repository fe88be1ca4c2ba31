import type { Ask, Part } from "../../domain/ask.ts";
import type { RequestHead } from "../../domain/exchange.ts";
import { isObject, listAt, objectAt, textAt, type Json } from "../../domain/json.ts";
import type { Memo, ReplayKnowledge, Stub } from "../replay-knowledge.ts";
import { agentOf } from "../shared/agent.ts";
import { splitTarget } from "../shared/path.ts";
import { estimatedTokens, onlyReads, partsOf, positioned, settingParts, sideAsk, toolPart } from "../shared/replay-parts.ts";
import { withoutPlace } from "../shared/replay-text.ts";
import { contentDelta, contentNews, convertContent } from "./replay-answer.ts";
import { canonicalContent, isContext, textOf } from "./replay-contents.ts";

/** What replay knows of Gemini. Every ask holds its whole conversation. */
export const geminiReplay: ReplayKnowledge = {
  ask,
  origin: ({ headers }) => agentOf(headers),
  news: contentNews,
  endsAnswer: () => false,
  delta: contentDelta,
  convert: convertContent,
  stub,
  stubMessages: () => undefined,
};

/** Members that have parts of their own. */
const KNOWN = new Set(["contents", "systemInstruction", "system_instruction", "tools"]);

/** `…/models/M:generateContent` and the like: the model and the method stand in the path. */
const CALL = /\/([^/:]+):(\w+)$/;

function ask(head: RequestHead, message: Json, memo: Memo): Ask | undefined {
  if (head.upgrade) return undefined;
  const { path, query } = splitTarget(head.path);
  const [, model = "", method = ""] = CALL.exec(path) ?? [];
  if (onlyReads(head) || method === "countTokens") return sideAsk(head, message);
  if (!/^(?:stream)?generateContent$/i.test(method) || !isObject(message)) return undefined;
  const contents = listAt(message, "contents") ?? [];
  const once = (content: Json, make: (content: Json) => string): string => (isObject(content) ? memo(content, () => make(content)) : make(content));
  const system = objectAt(message, "systemInstruction") ?? objectAt(message, "system_instruction");
  const added = contents.filter(isContext).map((content) => once(content, (one) => withoutPlace(textOf(one))));
  return {
    kind: "turn",
    shape: shapeOf(message),
    conversation: positioned("contents", contents.filter((content) => !isContext(content)).map((content) => once(content, canonicalContent))),
    parts: partsOf({
      model,
      system: [...positioned("system", system === undefined ? [] : [withoutPlace(textOf(system))]), ...positioned("context", added)],
      tools: toolParts(message, memo),
      settings: settingParts(message, KNOWN),
    }),
    stream: /[?&]alt=sse\b/.test(query),
  };
}

function toolParts(message: Json, memo: Memo): readonly Part[] {
  return (listAt(message, "tools") ?? []).flatMap((tool) => {
    const declared = listAt(tool, "functionDeclarations");
    if (declared === undefined) return [toolPart(Object.keys(isObject(tool) ? tool : {})[0] ?? "", tool, memo)];
    return declared.map((one) => toolPart(textAt(one, "name") ?? "", one, memo));
  });
}

function shapeOf(message: Json): string {
  const config = objectAt(message, "generationConfig");
  const format = (textAt(config, "responseMimeType") ?? "text/plain") !== "text/plain";
  const tools = (listAt(message, "tools") ?? []).length > 0;
  return ["turn", ...(format ? ["format"] : []), ...(tools ? ["tools"] : [])].join("+");
}

function stub(head: RequestHead, asked: Ask): Stub | undefined {
  if (head.method === "HEAD" || head.method === "OPTIONS") return { status: 200, body: {}, why: "not recorded; answered that all is well" };
  const { path } = splitTarget(head.path);
  if (path.endsWith(":countTokens")) return { status: 200, body: { totalTokens: estimatedTokens(asked) }, why: "not recorded; tokens are estimated from characters" };
  return path.endsWith("/models") ? { status: 200, body: { models: [] }, why: "not recorded; answered with an empty list of models" } : undefined;
}
