import type { RequestHead } from "../../domain/exchange.ts";
import { isObject, listAt, textAt, type Json } from "../../domain/json.ts";
import type { Entry, Origin } from "../../domain/turn.ts";
import { blocksOf } from "./blocks.ts";
import { askOrigin, headerOrigin } from "./origin.ts";

/** Who asks and from where. Of the conversation only what an agent says of its surroundings is read. */
export function replayOrigin({ headers }: RequestHead, message: Json): Origin {
  const origin = headerOrigin(headers);
  if (!isObject(message)) return origin;
  const system = blocksOf(message["system"]).flatMap((block) => (block.type === "text" ? [block.text] : []));
  const input = (listAt(message, "messages") ?? []).flatMap((one, i) => (i === 0 || textAt(one, "role") === "system" ? [entryOf(one)] : []));
  return askOrigin({ origin, kind: "turn", system, input }, message);
}

function entryOf(message: Json): Entry {
  return { role: textAt(message, "role") === "system" ? "system" : "user", blocks: blocksOf(isObject(message) ? message["content"] : undefined) };
}
