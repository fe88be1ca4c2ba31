import type { ErrorCode } from "../domain/errors.ts";

/**
 * Exit status by failure. 3 to 7 are the judgements of a replay; from 64 on they follow sysexits.h where
 * it has a word for the case; 127 is what shells say of a command that is not there.
 */
export const EXIT_CODES: Readonly<Record<ErrorCode, number>> = {
  USAGE: 2,
  CONFIG_INVALID: 2,
  CASSETTE_INVALID: 3,
  REPLAY_MISS: 4,
  NO_ROUTE: 65,
  NOT_FOUND: 66,
  UPSTREAM_UNRESOLVABLE: 68,
  UPSTREAM_REFUSED: 69,
  PORT_IN_USE: 71,
  JOURNAL_UNUSABLE: 73,
  UPSTREAM_BROKEN: 74,
  UPSTREAM_TIMEOUT: 75,
  UPSTREAM_TLS: 76,
  UNAUTHORIZED: 77,
  UPSTREAM_LOOP: 78,
  AGENT_NOT_FOUND: 127,
};

/** An error that nobody foresaw. */
export const EXIT_UNEXPECTED = 70;
/** `ccxray doctor` found something that does not work. */
export const EXIT_UNHEALTHY = 1;

/** The statuses that a user of the commands of today meets, for `--help`. */
export const EXIT_CODE_HELP: readonly (readonly [status: string, meaning: string])[] = [
  ["0", "all well; with an agent: the agent's own status, 128 + n when signal n ended it"],
  ["1", "doctor found something that does not work"],
  ["2", "wrong usage or configuration"],
  ["66", "no such session or turn"],
  ["70", "an error that ccxray did not foresee"],
  ["71", "the port is in use"],
  ["73", "the journal cannot be opened or written"],
  ["78", "an upstream leads back to ccxray itself"],
  ["127", "the agent's command was not found"],
];
