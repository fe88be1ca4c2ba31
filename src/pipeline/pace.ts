import type { Recorder } from "./recorder.ts";

/**
 * What is read from one side goes to the other and to the recorder, and both must keep up. Gives a function to be called whenever one
 * of them may have room again: it calls `goOn` once both have. While the recorder is behind, it comes back by itself.
 */
export function createPace(recorder: Recorder, hasRoom: () => boolean, goOn: () => void): () => void {
  let isWaiting = false;
  return function onward(): void {
    if (!recorder.behind) return hasRoom() ? goOn() : undefined;
    if (isWaiting) return;
    isWaiting = true;
    recorder.drained(() => {
      isWaiting = false;
      onward();
    });
  };
}
