/** What is at most this heavy is made in one go; it takes well under a millisecond. */
const LIGHT = 16_384;

/**
 * The JSON text of a value in pieces, so that an answer of many megabytes does not hold up everything
 * else that the process does. Joined they are what `JSON.stringify` gives; strings may be cut anywhere.
 */
export function* jsonPieces(value: unknown): Generator<string> {
  if (weigh(value, LIGHT) < LIGHT) yield JSON.stringify(value) ?? "null";
  else if (typeof value === "string") yield* stringPieces(value);
  else if (Array.isArray(value)) yield* listPieces(value);
  else yield* objectPieces(Object(value) as Record<string, unknown>);
}

function* listPieces(list: readonly unknown[]): Generator<string> {
  let separator = "[";
  for (const item of list) {
    yield separator;
    yield* jsonPieces(item);
    separator = ",";
  }
  yield "]";
}

function* objectPieces(object: Record<string, unknown>): Generator<string> {
  let separator = "{";
  for (const [key, value] of Object.entries(object)) {
    if (value === undefined) continue;
    yield `${separator}${JSON.stringify(key)}:`;
    yield* jsonPieces(value);
    separator = ",";
  }
  yield separator === "{" ? "{}" : "}";
}

/** A surrogate pair that is cut comes out as two escapes, which mean the same. */
function* stringPieces(text: string): Generator<string> {
  yield '"';
  for (let at = 0; at < text.length; at += LIGHT) yield JSON.stringify(text.slice(at, at + LIGHT)).slice(1, -1);
  yield '"';
}

/** About how many characters a value has as JSON; counts no further than `limit`. */
function weigh(value: unknown, limit: number): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 8;
  let weight = 8;
  // `in` makes no list of what it goes through; there may be 50,000 of them.
  for (const key in value) {
    if (weight >= limit) return weight;
    weight += key.length + weigh((value as Record<string, unknown>)[key], limit - weight);
  }
  return weight;
}
