/** A part in which two asks differ, with both values; an absent one is undefined. */
export interface Difference {
  readonly part: string;
  readonly recorded: string | undefined;
  readonly live: string | undefined;
}

/** What became of one ask of a replay. */
export interface Verdict {
  /** Position among this run's asks, from 1. */
  readonly n: number;
  /** `live`: answered by the real upstream, because --on-miss said so. */
  readonly type: "exact" | "drift" | "stubbed" | "miss" | "live";
  /** `turn`s count, `side` requests are only listed. */
  readonly kind: "turn" | "side";
  readonly provider: string;
  readonly method: string;
  readonly path: string;
  readonly shape: string;
  /** The recorded ask that answered, or came nearest. */
  readonly recorded?: string;
  /** True when a recorded ask answered once more (--repeat). */
  readonly repeated?: true;
  readonly differences: readonly Difference[];
  /** Why it was stubbed or missed. */
  readonly why?: string;
  /** Of `live`: the exchange in the journal that the real upstream answered. */
  readonly liveExchange?: string;
}

/** A recorded turn that nobody asked for. */
export interface LeftOver {
  readonly name: string;
  readonly provider: string;
  readonly path: string;
  readonly shape: string;
}

/** The judgement of a replay so far. */
export interface Judgement {
  readonly verdicts: readonly Verdict[];
  readonly leftOver: readonly LeftOver[];
}
