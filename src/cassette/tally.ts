import type { Judgement, Verdict } from "../domain/verdict.ts";
import type { Found, LiveAsk, Missed } from "./match.ts";
import type { RecordedAsk } from "./recorded-ask.ts";

/** Counts what was played, missed and left over; tells whoever listens. */
export interface Tally {
  played(live: LiveAsk, match: Found): void;
  stubbed(live: LiveAsk, why: string): void;
  /** `liveExchange`: the real upstream is asked in that exchange. */
  missed(live: LiveAsk, match: Missed, liveExchange?: string): void;
  judgement(): Judgement;
}

/** `leftOver` gives the recorded turns that nobody asked for; `onVerdict` is called for each new verdict. */
export function createTally(leftOver: () => readonly RecordedAsk[], onVerdict: (verdict: Verdict) => void): Tally {
  const verdicts: Verdict[] = [];

  const note = ({ provider, request, ask }: LiveAsk, verdict: Pick<Verdict, "type" | "differences"> & Partial<Verdict>): void => {
    const { method, path } = request;
    const whole: Verdict = { n: verdicts.length + 1, kind: ask.kind, provider, method, path, shape: ask.shape, ...verdict };
    verdicts.push(whole);
    onVerdict(whole);
  };

  return {
    played(live, { recorded, drift, repeated }) {
      const type = drift.length > 0 ? "drift" : "exact";
      note(live, { type, recorded: recorded.name, differences: drift, ...(repeated && { repeated: true }) });
    },
    stubbed: (live, why) => note(live, { type: "stubbed", differences: [], why }),
    missed(live, { nearest, differences, why }, liveExchange) {
      const asked = liveExchange === undefined ? ({ type: "miss" } as const) : ({ type: "live", liveExchange } as const);
      note(live, { ...asked, differences, why, ...(nearest && { recorded: nearest.name }) });
    },
    judgement: () => ({
      verdicts,
      leftOver: leftOver().map(({ name, provider, request, ask }) => ({ name, provider, path: request.path, shape: ask.shape })),
    }),
  };
}
