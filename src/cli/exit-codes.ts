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

/** A replay's judgement: recorded turns were left over. */
export const EXIT_LEFT_OVER = 5;
/** A replay's judgement: drift, which `--no-drift` forbids. */
export const EXIT_DRIFT = 6;
/** A cassette is older than `--max-age`. */
export const EXIT_TOO_OLD = 7;
/** `ccxray cassette check` found something, or `diff` a difference. */
export const EXIT_FOUND = 1;

/** The statuses that a user of the commands meets, for `--help`. */
export const EXIT_CODE_HELP: readonly (readonly [status: string, meaning: string])[] = [
  ["0", "all well; with an agent: the agent's own status, 128 + n when signal n ended it"],
  ["1", "doctor or cassette check found something, cassette diff a difference"],
  ["2", "wrong usage or configuration"],
  ["3", "a cassette cannot be read or written, or holds what check refuses"],
  ["4", "replay: at least one ask had no recorded answer; outranks the agent's own status"],
  ["5", "replay: recorded turns were left over (accepted with --allow-leftover)"],
  ["6", "replay: drift, which --no-drift forbids"],
  ["7", "replay: the cassette is older than --max-age"],
  ["66", "no such session or turn"],
  ["70", "an error that ccxray did not foresee"],
  ["71", "the port is in use"],
  ["73", "the journal cannot be opened or written"],
  ["78", "an upstream leads back to ccxray itself"],
  ["127", "the agent's command was not found"],
];
