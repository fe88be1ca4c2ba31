import { parseArgs } from "node:util";

export interface BenchFlags {
  /** `proxy`, or `replay`. */
  readonly what: string;
  /** One short round. */
  readonly quick: boolean;
  /** Only workloads whose names contain one of these. */
  readonly only: readonly string[];
  /** Only these targets, beside the one that others are compared to. */
  readonly target: readonly string[];
  readonly rounds: number | undefined;
  /** The program to measure, and its first arguments, separated by spaces. */
  readonly ccxray: string | undefined;
  /** A file for all figures. */
  readonly json: string | undefined;
}

export const USAGE = `Measures ccxray beside others in one run, and says which floors it reaches (exit status 1: not all).

  npm run bench               as a proxy: beside no proxy at all, nginx and mitmproxy
  npm run bench -- replay     as a replay: beside aimock; and a long session recorded and replayed

  --quick                     one short round
  --rounds N                  default: 3
  --only NAME                 only workloads whose names contain it; may be repeated
  --target NAME               only these, beside the one that others are compared to; may be repeated
  --ccxray "PROGRAM ARGS"     default: dist/ccxray
  --json FILE                 all figures
`;

/** Throws when a flag is not known or a number is none. */
export function readFlags(args: readonly string[]): BenchFlags {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
      target: { type: "string", multiple: true, default: [] },
      rounds: { type: "string" },
      ccxray: { type: "string" },
      json: { type: "string" },
    },
  });
  const { quick, only, target, rounds, ccxray, json } = values;
  if (rounds !== undefined && !/^[1-9]\d*$/.test(rounds)) throw new Error(`--rounds ${rounds}: it takes a number`);
  const [what = "proxy", ...rest] = positionals;
  if (!["proxy", "replay"].includes(what) || rest.length > 0) throw new Error(`${positionals.join(" ")}: it takes nothing, or replay`);
  return { what, quick, only, target, rounds: rounds === undefined ? undefined : Number(rounds), ccxray, json };
}

/** Is a name wanted by these words? Without words everything is. */
export function isWanted(words: readonly string[], name: string): boolean {
  return words.length === 0 || words.some((word) => name.includes(word));
}
