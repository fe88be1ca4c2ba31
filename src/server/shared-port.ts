import { CcxrayError } from "../domain/errors.ts";
import type { Clock } from "../platform/clock.ts";
import type { Listener } from "./listen.ts";

/** How often a process looks whether the shared port is free, in milliseconds: well below the 3 s that a takeover may last. */
const LOOK_EVERY_MS = 1_000;

export interface SharedPortParts {
  /** Tries to listen on the shared port; rejects with PORT_IN_USE while somebody has it. */
  open(): Promise<Listener>;
  readonly clock: Clock;
  /** Told once when this process has got the port. */
  onTaken(): void;
  /** Told of anything but "in use". */
  onProblem(error: unknown): void;
}

/**
 * Several processes want one well-known port. Whoever gets it serves the shared dashboard; when it goes, however it
 * goes, the system frees the port and the next one to look takes it over. Nothing to register, count or clean up.
 */
export function contendForPort({ open, clock, onTaken, onProblem }: SharedPortParts): { close(): Promise<void> } {
  let listener: Listener | undefined;
  let trying: Promise<void> | undefined;

  const attempt = async (): Promise<void> => {
    try {
      listener = await open();
      stop();
      onTaken();
    } catch (error) {
      if (error instanceof CcxrayError && error.code === "PORT_IN_USE") return;
      stop();
      onProblem(error);
    }
  };
  const stop = clock.every(LOOK_EVERY_MS, () => {
    trying ??= attempt().finally(() => (trying = undefined));
  });

  return {
    async close() {
      stop();
      await trying;
      await listener?.close();
    },
  };
}
