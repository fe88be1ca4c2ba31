import type { Recorder } from "../../src/pipeline/recorder.ts";

/** A recorder's pace in the hands of the test. */
export function slowRecorder({ behind = false } = {}) {
  const waiting: (() => void)[] = [];
  let isBehind = behind;
  const pace: Pick<Recorder, "behind" | "drained"> = {
    get behind() {
      return isBehind;
    },
    drained: (callback) => (isBehind ? void waiting.push(callback) : callback()),
  };
  return {
    pace,
    /** How many wait for it. */
    awaiting: () => waiting.length,
    fallsBehind: () => void (isBehind = true),
    catchesUp() {
      isBehind = false;
      for (const goOn of waiting.splice(0)) goOn();
    },
  };
}
