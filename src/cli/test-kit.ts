import type { MatchPolicy } from "../cassette/match.ts";
import type { Speed } from "../cassette/pace.ts";
import { type Conclusion, conclusionOf, conclusionText } from "../cassette/report.ts";
import type { Judgement, Verdict } from "../domain/verdict.ts";
import { processEnv } from "../platform/env.ts";
import { flagsFrom } from "./flags.ts";
import { placeHere } from "./here.ts";
import { startReplay } from "./modes.ts";
import { readConfig } from "./read-config.ts";
import { replayVariables } from "./replay-banner.ts";
import { readCassettes } from "./replay-cassettes.ts";
import { dummyKeys, withDummyKeys } from "./replay-env.ts";

/** How a test replays; everything has the default of `ccxray replay`. */
export interface ReplayOptions {
  readonly match?: MatchPolicy;
  /** `max`, 1 as recorded, N times faster. */
  readonly speed?: Speed;
  /** Answer what is asked more often than recorded with the last recorded answer. */
  readonly repeat?: boolean;
  readonly allowLeftOver?: boolean;
  readonly noDrift?: boolean;
  /** Where the code under test runs; default: the process's own working directory. */
  readonly cwd?: string;
  /** Troubles that do not end the replay; default: they are left aside. */
  readonly onProblem?: (message: string) => void;
}

/** A judgement with its end. */
export interface TestJudgement extends Judgement {
  readonly passed: boolean;
  readonly conclusion: Conclusion;
  /** In a sentence, for the message of an assertion. */
  readonly text: string;
}

/** A replay that runs in this process, on a port of its own. */
export interface TestReplay extends AsyncDisposable {
  /** Where every API is, below its own paths: `${url}/v1/messages`. */
  readonly url: string;
  /** Base URLs and, where none is set, dummy keys: for the environment of a child process, or to read a base URL from. */
  readonly env: Readonly<Record<string, string>>;
  /** What became of each ask so far. */
  verdicts(): readonly Verdict[];
  /** What the replay comes to so far. */
  judgement(): TestJudgement;
  /** Ends it; safe to be called again. */
  close(): Promise<void>;
}

/**
 * Replays one cassette, or several as one, in this process; without any network but loopback. Rejects with
 * `CcxrayError`, whose code is CASSETTE_INVALID when a file is no cassette.
 */
export async function replay(files: string | readonly string[], options: ReplayOptions = {}): Promise<TestReplay> {
  const { match = "turn", speed = "max", repeat = false, allowLeftOver = false, noDrift = false, cwd = process.cwd(), onProblem = () => undefined } = options;
  const cassettes = [files].flat();
  const env = processEnv();
  const running = await startReplay(readConfig(flagsFrom({ port: "0", browser: false }, []), withDummyKeys(env)), {
    cassette: readCassettes(cassettes),
    policy: match,
    speed,
    repeat,
    onMiss: "fail",
    here: placeHere(env, cwd),
    onVerdict: () => undefined,
    onProblem,
  });

  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= running.close());
  const judgement = (): TestJudgement => {
    const report = { cassettes, judgement: running.judgement(), allowLeftOver, noDrift };
    const conclusion = conclusionOf(report);
    return { ...report.judgement, passed: conclusion === "passed", conclusion, text: conclusionText(report) };
  };
  return {
    url: running.agentUrl,
    env: { ...replayVariables(running), ...dummyKeys(env) },
    verdicts: () => running.judgement().verdicts,
    judgement,
    close,
    [Symbol.asyncDispose]: close,
  };
}
