import type { CcxrayError } from "../domain/errors.ts";
import type { Opening, Outcome, ResponseHead, Side, HeaderList } from "../domain/exchange.ts";
import type { Observation, Recorder } from "./recorder.ts";

/** Notes what happens to one exchange, with its times. `end` counts once: the first reason is the true one, and what still happens is noted no more. */
export interface Observer {
  readonly opening: Opening;
  answered(response: ResponseHead): void;
  /** The bytes are lent until this returns. */
  bytes(from: Side, bytes: Uint8Array): void;
  finished(from: Side): void;
  end(outcome: Outcome, trailers?: HeaderList): void;
}

/** `monotonic` gives milliseconds that only grow; `onEnd` is called once. */
export function observe(recorder: Recorder, opening: Opening, monotonic: () => number, onEnd: () => void): Observer {
  const { id } = opening;
  const start = monotonic();
  const at = (): number => Math.round((monotonic() - start) * 10) / 10;
  let ended = false;
  const note = (observation: Observation): void => {
    if (!ended) recorder.observe(observation);
  };
  recorder.observe({ type: "opened", opening });
  return {
    opening,
    answered: (response) => note({ type: "answered", id, at: at(), response }),
    bytes: (from, bytes) => note({ type: "bytes", id, at: at(), from, bytes }),
    finished: (from) => note({ type: "finished", id, at: at(), from }),
    end(outcome, trailers) {
      if (ended) return;
      ended = true;
      recorder.observe({ type: "ended", id, at: at(), outcome, ...(trailers && trailers.length > 0 && { trailers }) });
      onEnd();
    },
  };
}

/** How an exchange ends that failed by our own account. */
export function failureOf({ code, message, hint }: CcxrayError): Outcome {
  return { type: "failed", code, message: hint ? `${message}. ${hint}` : message };
}
