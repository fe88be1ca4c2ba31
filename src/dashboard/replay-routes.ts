import type { H3Event } from "h3/node";
import { countsOf, remedyFor } from "../cassette/report.ts";
import type { Difference, Judgement, Verdict } from "../domain/verdict.ts";
import type { DifferenceRow, ReplayAnswer, ReplayFacts, VerdictAnswer, VerdictRow } from "./contract.ts";
import { pathNumber, queryNumber } from "./parameters.ts";
import { problem } from "./problem.ts";

/** A replay while it runs, as the dashboard needs to know it. */
export interface RunningReplay extends ReplayFacts {
  judgement(): Judgement;
  /** Calls back after each new verdict. Returns how to stop. */
  onVerdict(tell: () => void): () => void;
}

/** Names of parts in a row of the list. */
const MOST_NAMES = 8;
const MOST_DIFFERENCES = 50;
const LONGEST_VALUE = 200_000;

/** Answers `/replay`. */
export function replayAnswer(replay: RunningReplay | undefined, event: H3Event): ReplayAnswer {
  const after = queryNumber(event, "after", 0, Number.MAX_SAFE_INTEGER) ?? 0;
  if (!replay) return { running: false };
  const { run, cassette, policy } = replay;
  const judgement = replay.judgement();
  return {
    running: true,
    run,
    cassette,
    policy,
    verdicts: judgement.verdicts.slice(after).map(verdictRow),
    leftOver: judgement.leftOver,
    counts: countsOf(judgement),
  };
}

/** Answers `/replay/verdicts/:n`. */
export function verdictAnswer(replay: RunningReplay | undefined, event: H3Event): VerdictAnswer {
  const n = pathNumber(event, "n");
  const verdict = replay?.judgement().verdicts[n - 1];
  if (!replay || !verdict) throw problem("NOT_FOUND", replay ? `This replay has no ask ${n}.` : "No replay runs here.", "See /_ccxray/api/replay.");
  const remedy = remedyFor(verdict);
  return {
    run: replay.run,
    verdict: verdictRow(verdict),
    ...(remedy !== undefined && { remedy }),
    differences: verdict.differences.slice(0, MOST_DIFFERENCES).map(differenceRow),
  };
}

function verdictRow({ differences, ...verdict }: Verdict): VerdictRow {
  return { ...verdict, parts: differences.slice(0, MOST_NAMES).map(({ part }) => part), differing: differences.length };
}

function differenceRow({ part, recorded, live }: Difference): DifferenceRow {
  const isCut = (recorded?.length ?? 0) > LONGEST_VALUE || (live?.length ?? 0) > LONGEST_VALUE;
  return {
    part,
    ...(recorded !== undefined && { recorded: recorded.slice(0, LONGEST_VALUE) }),
    ...(live !== undefined && { live: live.slice(0, LONGEST_VALUE) }),
    ...(isCut && { cut: true }),
  };
}
