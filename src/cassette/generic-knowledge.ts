import { canonical, type Json } from "../domain/json.ts";
import type { Ask } from "../domain/ask.ts";
import type { RequestHead } from "../domain/exchange.ts";
import type { ReplayKnowledge } from "../providers/replay-knowledge.ts";

const READS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * How exchanges are compared whose protocol nobody knows: by method, path with query, and the body as canonical JSON.
 * On a WebSocket every client message is an ask, and what the upstream says until the next one is its answer.
 */
export const genericKnowledge: ReplayKnowledge = {
  ask(head: RequestHead, message: Json): Ask {
    const shape = head.upgrade ? `websocket ${head.path}` : `${head.method} ${head.path}`;
    const conversation = message === null ? [] : [["body", canonical(message)] as const];
    return { kind: !head.upgrade && READS.has(head.method) ? "side" : "turn", shape, conversation, parts: [] };
  },
  origin: () => ({}),
  news: () => ({ conversation: [] }),
  endsAnswer: () => false,
  delta: () => undefined,
  convert: (answer, from, to) => (from === to ? answer : undefined),
  stub: () => undefined,
  stubMessages: () => undefined,
};
