import type { ExchangeEvent, Message, Opening } from "../../domain/exchange.ts";
import { isObject, type JsonObject, type JsonText, type ReadJson, readWholeJson, textAt } from "../../domain/json.ts";
import { sliceOf } from "../../domain/json-cut.ts";
import type { TurnReader } from "../provider.ts";
import { createDraft, finishWith, problem, turnOf, type Draft } from "../shared/draft.ts";
import { createJoiner } from "../shared/joined.ts";
import { createOutput } from "../shared/output.ts";
import { readEvent } from "./answer.ts";
import { inherit, readAsk } from "./ask.ts";
import { headerOrigin } from "./origin.ts";

/**
 * Reads the turns of a WebSocket: every `response.create` asks, and the events up to the next last one
 * answer. Asks are answered in order. A refused upgrade holds no turn.
 */
export function createWebSocketReader(provider: string, opening: Opening, readJson: ReadJson = readWholeJson): TurnReader {
  const drafts: Draft[] = [];
  const join = createJoiner();
  const origin = headerOrigin(opening.request.headers);
  let status: number | undefined;

  /** Asks are answered in order, so all before this one have ended: a connection may hold thousands. */
  let first = 0;
  let forgotten = 0;

  function running(): Draft | undefined {
    while (drafts[first]?.endedAt !== undefined) first += 1;
    return drafts[first];
  }

  function begin(at: number): Draft {
    const draft = createDraft(provider, opening, drafts.length, at);
    draft.origin = origin;
    draft.status = status;
    drafts.push(draft);
    return draft;
  }

  function ask(message: JsonObject, at: number): void {
    if (textAt(message, "type") !== "response.create") return;
    const draft = begin(at);
    readAsk(draft, message);
    const before = draft.previousId === undefined ? undefined : drafts.findLast(({ responseId }) => responseId === draft.previousId);
    if (before !== undefined) inherit(draft, before);
  }

  function unreadable(message: Message, why: string): void {
    const draft = message.from === "client" ? begin(message.at) : (running() ?? drafts.at(-1));
    if (draft !== undefined) problem(draft, why);
  }

  function read(message: Message): void {
    const joined = join(message);
    if (joined === undefined) return;
    if ("problem" in joined) return unreadable(message, joined.problem);
    const said = "bytes" in joined ? joined.bytes : joined.text;
    const value = message.from === "client" ? readJson(said) : readWholeJson(said);
    if (!isObject(value)) return unreadable(message, `A message is not a JSON object: ${beginningOf(said)}`);
    if (message.from === "client") return ask(value, message.at);
    const draft = running();
    if (draft !== undefined) readEvent(draft, value, message.at);
  }

  function end({ outcome, at }: Extract<ExchangeEvent, { type: "ended" }>): void {
    for (const draft of drafts) finishWith(draft, outcome, at);
  }

  return {
    take(event) {
      if (event.type === "answered") status = event.response.status;
      else if (event.type === "ended") end(event);
      else if (event.message.kind === "text" || event.message.kind === "binary") read(event.message);
    },
    turns: (from = 0) => drafts.slice(from).map(turnOf),
    forget(before) {
      for (; forgotten < before; forgotten += 1) {
        const draft = drafts[forgotten];
        if (draft !== undefined) drafts[forgotten] = withoutWords(draft);
      }
    },
  };
}

/** What later turns inherit stays; a connection may bring hundreds of megabytes. */
function withoutWords(draft: Draft): Draft {
  return { ...draft, input: [], output: createOutput(), whole: undefined };
}

/** The first 80 characters, which take at most four bytes each. */
function beginningOf(said: JsonText): string {
  return sliceOf(said, 0, 4 * 80).slice(0, 80);
}
