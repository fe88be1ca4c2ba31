import type { Outcome } from "./exchange.ts";

/** An outcome with its words changed: what an upstream or a client said of the end may hold what must not be kept. */
export function withWords(outcome: Outcome, change: (words: string) => string): Outcome {
  switch (outcome.type) {
    case "failed":
    case "cut":
      return { ...outcome, message: change(outcome.message) };
    case "completed":
      return outcome.closing ? { ...outcome, closing: { ...outcome.closing, reason: change(outcome.closing.reason) } } : outcome;
    case "aborted":
    case "interrupted":
      return outcome;
  }
}
