import { inspect } from "node:util";
import { CcxrayError } from "../domain/errors.ts";
import { EXIT_CODES, EXIT_UNEXPECTED } from "./exit-codes.ts";
import { painter, safeLine, type Terminal } from "./terminal.ts";

/** Runs a command and tells what went wrong: our own errors in a line and a hint, others with their stack. Resolves to the exit status. */
export async function reporting(terminal: Terminal, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    return report(error, terminal);
  }
}

/** Writes an error to stderr; the exit status that goes with it. */
export function report(error: unknown, { stderr, env }: Terminal): number {
  const paint = painter(stderr, env);
  if (!(error instanceof CcxrayError)) {
    stderr.write(`${paint("red", "ccxray: unexpected error")}\n${inspect(error)}\n`);
    return EXIT_UNEXPECTED;
  }
  stderr.write(`${paint("red", "ccxray:")} ${safeLine(error.message)}\n`);
  if (error.hint) stderr.write(`${paint("gray", safeLine(error.hint))}\n`);
  return EXIT_CODES[error.code];
}
