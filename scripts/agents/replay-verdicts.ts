import { diffText } from "../../src/cassette/report-diff.ts";
import type { JsonReport } from "../../src/cassette/report-json.ts";
import { expectSame, type Problems } from "./problems.ts";

/** What a replay should come to. */
interface ExpectedVerdicts {
  /** How many asks of a model are recorded. Absent: as many as were replayed. */
  readonly asks?: number;
  /** The only part in which every ask differs. */
  readonly drift?: string;
}

type Ask = JsonReport["asks"][number];

/** Compares the report of a replay with what it should be; a recorded conversation may not have gone another way anywhere. */
export function verdictProblems({ passed, asks, leftOver }: JsonReport, { asks: count, drift }: ExpectedVerdicts): Problems {
  // What Codex says to warm up is answered even where it was not recorded: over HTTP there is no such thing.
  const turns = asks.filter(({ kind, type }) => kind === "turn" && type !== "stubbed");
  const problems = [
    ...expectSame("the replay passed", passed, true),
    ...expectSame("left over", leftOver.map(({ name }) => name), []),
    ...expectSame("number of asks", turns.length, count ?? turns.length),
    ...expectSame("asks answered by the same recorded one", twice(turns.map(({ recorded }) => recorded)), []),
    ...turns.filter((ask) => !isAsExpected(ask, drift)).map(told),
  ];
  return problems.length === 0 ? [] : [...problems, asks.map(told).join("\n")];
}

function isAsExpected({ type, differences }: Ask, drift: string | undefined): boolean {
  if (drift === undefined) return type === "exact";
  return type === "drift" && differences.every(({ part }) => part === drift);
}

function twice<Value>(values: readonly Value[]): readonly Value[] {
  return values.filter((value, i) => values.indexOf(value) !== i);
}

/** A verdict, as a row of a table, with what differs. */
function told({ n, type, kind, shape, path, recorded = "none", differences, why = "" }: Ask): string {
  const parts = differences.map((difference) => `\n${difference.part}\n${diffText(difference)}`);
  return `ask ${n}: ${type} (${kind}, ${shape}, ${path}), recorded: ${recorded} ${why}${parts.join("")}`;
}
