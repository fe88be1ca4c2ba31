// The types of `ccxray/test`, as they are published. That they say what src/cli/test-kit.ts does is tested.

/** What must be equal: `turn` the conversation, `exact` every part, `order` only the place in its lane. */
export type MatchPolicy = "turn" | "exact" | "order";

/** A part in which two asks differ, with both values; an absent one is undefined. */
export interface Difference {
  readonly part: string;
  readonly recorded: string | undefined;
  readonly live: string | undefined;
}

/** What became of one ask of the run. */
export interface Verdict {
  /** Position among the run's asks, from 1. */
  readonly n: number;
  readonly type: "exact" | "drift" | "stubbed" | "miss" | "live";
  readonly kind: "turn" | "side";
  readonly provider: string;
  readonly method: string;
  readonly path: string;
  readonly shape: string;
  /** The recorded ask that answered, or came nearest. */
  readonly recorded?: string;
  readonly repeated?: true;
  readonly differences: readonly Difference[];
  /** Why it was stubbed or missed. */
  readonly why?: string;
  readonly liveExchange?: string;
}

/** What the replay comes to. */
export interface TestJudgement {
  readonly passed: boolean;
  readonly conclusion: "missed" | "commandFailed" | "leftOver" | "drifted" | "passed";
  /** In a sentence, for the message of an assertion. */
  readonly text: string;
  readonly verdicts: readonly Verdict[];
  /** Recorded turns that nobody asked for. */
  readonly leftOver: readonly { readonly name: string; readonly provider: string; readonly path: string; readonly shape: string }[];
}

/** How a test replays; everything has the default of `ccxray replay`. */
export interface ReplayOptions {
  readonly match?: MatchPolicy;
  /** `max`, 1 as recorded, N times faster. */
  readonly speed?: "max" | number;
  /** Answer what is asked more often than recorded with the last recorded answer. */
  readonly repeat?: boolean;
  readonly allowLeftOver?: boolean;
  readonly noDrift?: boolean;
  /** Where the code under test runs; default: the process's own working directory. */
  readonly cwd?: string;
  /** Troubles that do not end the replay; default: they are left aside. */
  readonly onProblem?: (message: string) => void;
}

/** A replay that runs in this process, on a port of its own. */
export interface TestReplay extends AsyncDisposable {
  /** Where every API is, below its own paths: `${url}/v1/messages`. */
  readonly url: string;
  /** Base URLs and, where none is set, dummy keys: for the environment of a child process, or to read a base URL from. */
  readonly env: Readonly<Record<string, string>>;
  verdicts(): readonly Verdict[];
  /** What the replay comes to so far. */
  judgement(): TestJudgement;
  /** Ends it; safe to be called again. */
  close(): Promise<void>;
}

/**
 * Replays one cassette, or several as one, in this process; without any network but loopback. Rejects with an error
 * whose `code` is CASSETTE_INVALID when a file is no cassette.
 */
export declare function replay(files: string | readonly string[], options?: ReplayOptions): Promise<TestReplay>;
