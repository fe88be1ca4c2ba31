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
  return { what: positionals[0] ?? "proxy", quick, only, target, rounds: rounds === undefined ? undefined : Number(rounds), ccxray, json };
}

/** Is a name wanted by these words? Without words everything is. */
export function isWanted(words: readonly string[], name: string): boolean {
  return words.length === 0 || words.some((word) => name.includes(word));
}
