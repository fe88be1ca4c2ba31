import type { Usage } from "../domain/turn.ts";
import { count } from "./units.ts";

/** Every token that went in or came out. */
export function totalTokens({ input, cacheRead, cacheWrite, output }: Usage): number {
  return input + cacheRead + cacheWrite + output;
}

/** Token counts in words; what is zero is left out. */
export function usageText({ input, cacheRead, cacheWrite, output, reasoning }: Usage): string {
  const parts: readonly (readonly [number, string])[] = [
    [input, "in"],
    [cacheRead, "from cache"],
    [cacheWrite, "to cache"],
    [output, "out"],
    [reasoning, "of it reasoning"],
  ];
  const said = parts.filter(([tokens]) => tokens > 0).map(([tokens, what]) => `${count(tokens)} ${what}`);
  return said.length > 0 ? said.join(", ") : "none";
}
