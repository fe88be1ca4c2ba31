import { numberAt, type Json } from "../../domain/json.ts";

/** A count: a number that is not negative, or undefined. */
export function countAt(value: Json | undefined, key: string): number | undefined {
  const found = numberAt(value, key);
  return found === undefined ? undefined : Math.max(0, found);
}
