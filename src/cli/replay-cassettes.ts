import { appendCassette } from "../cassette/append.ts";
import type { Cassette } from "../cassette/cassette.ts";
import { readCassette } from "../cassette/read.ts";
import { CcxrayError } from "../domain/errors.ts";

/** Several cassettes as one, their exchanges numbered anew. Throws USAGE when none is named, CASSETTE_INVALID for one that cannot be read. */
export function readCassettes(files: readonly string[]): Cassette {
  const [first, ...others] = files.map((file) => readCassette(file));
  if (!first) throw new CcxrayError("USAGE", "no cassette is named", { hint: "For instance: ccxray replay cassettes/hello.json -- npm test" });
  const all = others.reduce<Cassette>(appendCassette, first);
  return others.length === 0 ? first : { ...all, name: files.join(", "), recordedAt: oldest([first, ...others]) };
}

function oldest(cassettes: readonly Cassette[]): string {
  return cassettes.map(({ recordedAt }) => recordedAt).toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ?? "";
}

/** Why a cassette may not be used any more; undefined while it may. `maxAge` in milliseconds, `now` in Unix time. */
export function tooOld({ name, recordedAt }: Cassette, maxAge: number | undefined, now: number): string | undefined {
  const age = now - Date.parse(recordedAt);
  if (maxAge === undefined || age <= maxAge) return undefined;
  return `${name} was recorded ${Math.floor(age / 86_400_000)} days ago (${recordedAt}), and --max-age forbids that`;
}
