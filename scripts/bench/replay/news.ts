import type { Exchange } from "../../../src/domain/exchange.ts";

/** Bytes that exchanges brought: of each ask what the one before did not begin or end with, and all of the answers. */
export function newsOf(exchanges: Iterable<Exchange>): number {
  let before = Buffer.alloc(0);
  let news = 0;
  for (const { messages } of exchanges) {
    const [ask, ...answer] = messages.map(({ payload }) => Buffer.from(payload as string));
    const body = ask ?? Buffer.alloc(0);
    news += newBytes(before, body) + answer.reduce((sum, { length }) => sum + length, 0);
    before = body;
  }
  return news;
}

function newBytes(before: Buffer, body: Buffer): number {
  const most = Math.min(before.length, body.length);
  let start = 0;
  while (start < most && before[start] === body[start]) start++;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === body[body.length - 1 - end]) end++;
  return body.length - start - end;
}
