import type { Clock } from "../platform/clock.ts";

const LIMIT_MS = 5000;

/** Closes, and stops waiting after five seconds, saying so: nobody should have to kill a program that was asked to end. */
export async function closeWithin(open: { close(): Promise<void> }, clock: Pick<Clock, "after">, warn: (message: string) => void): Promise<void> {
  const late = Promise.withResolvers<void>();
  const cancel = clock.after(LIMIT_MS, () => {
    warn(`not everything was closed within ${LIMIT_MS / 1000} seconds; the last moments may be missing from the journal`);
    late.resolve();
  });
  await Promise.race([open.close(), late.promise]);
  cancel();
}
