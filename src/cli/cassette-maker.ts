import type { MadeCassette, MakeCassette } from "../dashboard/cassette-route.ts";
import { CcxrayError } from "../domain/errors.ts";
import { errorOf, messageOf, type PlainError } from "../journal/thread-port.ts";
import type { Clock } from "../platform/clock.ts";
import type { startThread } from "../platform/worker.ts";

/** What a cassette's thread is told at birth. */
export interface CassetteJob {
  readonly home: string;
  readonly session: string;
}

/** The one thing that a cassette's thread says. */
export type FromCassetteThread = { readonly made: MadeCassette } | { readonly error: PlainError };

export interface CassetteMakerParts {
  readonly home: string;
  readonly clock: Clock;
  readonly startThread: typeof startThread;
}

/** A session of hundreds of turns takes a few seconds. */
const LONGEST_MS = 60_000;

/** Makes cassettes of the journal's sessions, each on a thread of its own that ends when it is done or nobody waits any more. */
export function createCassetteMaker({ home, clock, startThread: start }: CassetteMakerParts): MakeCassette {
  return async (session, signal) => {
    const job: CassetteJob = { home, session };
    const { promise, resolve, reject } = Promise.withResolvers<MadeCassette>();
    const worker = start("cassette", job);
    const fail = (why: string): void => reject(new CcxrayError("CASSETTE_INVALID", `the cassette was not made: ${why}`, { hint: "ccxray record --session ID -o FILE makes it, however long it takes." }));
    const leave = (): void => fail("nobody waited for it any more");
    worker.on("message", (said: FromCassetteThread) => ("made" in said ? resolve(said.made) : reject(errorOf(said.error))));
    worker.on("error", (error) => fail(messageOf(error)));
    worker.on("exit", () => fail("its thread ended"));
    signal.addEventListener("abort", leave);
    const cancel = clock.after(LONGEST_MS, () => fail(`it takes longer than ${LONGEST_MS / 1000} s`));
    // A process that ends does not wait for it.
    worker.unref();
    try {
      return await promise;
    } finally {
      cancel();
      signal.removeEventListener("abort", leave);
      await worker.terminate();
    }
  };
}
