import { setTimeout as pause } from "node:timers/promises";

/**
 * Asks again and again until there is something to give back; rejects after `limit` milliseconds. For what
 * another process does and tells nobody about; where there is an event, wait for that.
 */
export async function until<Value>(what: string, ask: () => Value | undefined | Promise<Value | undefined>, limit = 10_000): Promise<Value> {
  const deadline = performance.now() + limit;
  for (;;) {
    const value = await ask();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`waited ${limit} ms in vain: ${what}`);
    await pause(10);
  }
}
