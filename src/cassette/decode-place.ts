import { CcxrayError } from "../domain/errors.ts";
import { isObject, type Json, type JsonObject } from "../domain/json.ts";

/** A value in a cassette's JSON and where it stands; the path is spelled only when something is wrong there. */
export interface Placed {
  readonly file: string;
  readonly path: () => string;
  readonly value: Json | undefined;
}

/** A cassette that cannot be used, told by file and place. */
export function broken({ file, path }: Pick<Placed, "file" | "path">, problem: string, hint = "Undo the last edit of the file, or record it again."): CcxrayError {
  const place = path();
  return new CcxrayError("CASSETTE_INVALID", `${file}: ${place === "" ? "" : `${place} `}${problem}`, { hint });
}

/** A member of an object. */
export function memberOf(placed: Placed, key: string): Placed {
  const { file, path, value } = placed;
  const found = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return { file, value: found, path: () => (path() === "" ? key : `${path()}.${key}`) };
}

/** The items of a list. */
export function itemsOf(placed: Placed): readonly Placed[] {
  const { file, path, value } = placed;
  if (!Array.isArray(value)) throw broken(placed, "must be a list");
  return value.map((item: Json, i) => ({ file, value: item, path: () => `${path()}[${i}]` }));
}

/** An object with no other members than these. */
export function objectOf(placed: Placed, known: readonly string[]): JsonObject {
  const { value } = placed;
  if (!isObject(value)) throw broken(placed, "must be an object");
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) throw broken(placed, `has a member that is not known here: ${JSON.stringify(unknown)}`, `Known are: ${known.join(", ")}.`);
  return value;
}

export function textOf(placed: Placed): string {
  if (typeof placed.value !== "string") throw broken(placed, "must be a text");
  return placed.value;
}

/** A whole number, not below `least`. */
export function numberOf(placed: Placed, least = 0): number {
  const { value } = placed;
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < least) throw broken(placed, `must be a whole number${least === -Infinity ? "" : `, not below ${least}`}`);
  return value;
}

export function oneOf<T extends string>(placed: Placed, values: readonly T[]): T {
  const found = values.find((one) => one === placed.value);
  if (found === undefined) throw broken(placed, `must be one of ${values.join(", ")}`);
  return found;
}
