import type { RequestHead } from "../../domain/exchange.ts";
import { isObject, listAt, type Json } from "../../domain/json.ts";
import type { Origin } from "../../domain/turn.ts";
import { entryOf } from "./items.ts";
import { askOrigin, headerOrigin } from "./origin.ts";
import { kindOfItem } from "./replay-items.ts";

/** Who asks and from where. Of the conversation only what the agent says of its surroundings is read. */
export function replayOrigin({ headers }: RequestHead, message: Json): Origin {
  const origin = headerOrigin(headers);
  if (!isObject(message)) return origin;
  const context = (listAt(message, "input") ?? []).filter((item) => kindOfItem(item) === "context");
  return askOrigin({ origin, input: context.map(entryOf) }, message);
}
