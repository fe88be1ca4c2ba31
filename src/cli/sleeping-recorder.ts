import type { Recorder } from "../pipeline/recorder.ts";

/** A recorder that takes nothing, and costs nothing, until it is woken. */
export interface SleepingRecorder extends Recorder {
  /** Starts the real recorder, once. Exchanges that were opened before are not known to it. */
  wake(): void;
}

/** `start` makes the recorder to wake; when it rejects, `onProblem` is told, and nothing is recorded. */
export function createSleepingRecorder(start: () => Promise<Recorder>, onProblem: (error: unknown) => void): SleepingRecorder {
  let waking: Promise<void> | undefined;
  let awake: Recorder | undefined;
  return {
    wake() {
      waking ??= start().then((recorder) => {
        awake = recorder;
      }, onProblem);
    },
    observe: (observation) => awake?.observe(observation),
    get behind() {
      return awake?.behind ?? false;
    },
    drained(callback) {
      if (awake) awake.drained(callback);
      else callback();
    },
    async close() {
      await waking;
      await awake?.close();
    },
  };
}
