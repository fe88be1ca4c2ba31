import type { Cassette } from "../cassette/cassette.ts";
import { pruneCassette } from "../cassette/prune.ts";
import { readCassette } from "../cassette/read.ts";
import { redactCassette } from "../cassette/redact-cassette.ts";
import { writeCassette } from "../cassette/write.ts";
import { CcxrayError } from "../domain/errors.ts";
import { namedFiles } from "./cassette-look.ts";
import { cassetteRedactor } from "./cassette-redactor.ts";
import type { Invocation, Run } from "./command.ts";
import { placeHere } from "./here.ts";
import { playedIn } from "./cassette-played.ts";

/** `ccxray cassette prune`: takes exchanges out. */
export const cassettePrune: Run = async (invocation) => {
  const { files, sideRequests, exchanges, unplayed } = invocation.flags;
  const file = oneFile(files);
  if (!sideRequests && exchanges === undefined && unplayed === undefined) {
    throw new CcxrayError("USAGE", "nothing is said of what to take out", { hint: "Use --side-requests, --exchanges e3,e7 or --unplayed REPORT." });
  }
  const { cassette, removed, needed } = pruneCassette(readCassette(file), {
    sideRequests,
    ...(exchanges !== undefined && { exchanges: exchanges.split(",").map((id) => id.trim()) }),
    ...(unplayed !== undefined && { unplayed: playedIn(unplayed) }),
  });
  const kept = needed.length > 0 ? `; kept, since others go on from them: ${needed.join(", ")}` : "";
  return write(invocation, file, cassette, { removed, needed }, `${removed.length} exchanges taken out${kept}`);
};

/** `ccxray cassette redact`: takes out what today's rules, this environment and this machine call secret or private. */
export const cassetteRedact: Run = async (invocation) => {
  const { flags, terminal } = invocation;
  const file = oneFile(flags.files);
  const { cassette, changed } = redactCassette(readCassette(file), cassetteRedactor(terminal.env), placeHere(terminal.env));
  return write(invocation, file, cassette, { changed }, changed.length === 0 ? "nothing had to be taken out" : `changed: ${changed.join(", ")}`);
};

/** `ccxray cassette migrate`: writes cassettes as this version does. */
export const cassetteMigrate: Run = async (invocation) => {
  for (const file of namedFiles(invocation.flags.files)) write(invocation, file, readCassette(file), {}, "written in the newest version");
  return 0;
};

function oneFile(files: readonly string[]): string {
  const [file, ...more] = namedFiles(files);
  if (file !== undefined && more.length === 0) return file;
  throw new CcxrayError("USAGE", "more than one cassette is named", { hint: "Change one at a time." });
}

/** Writes it in its place, or where `-o` says. */
function write({ flags, terminal }: Invocation, file: string, cassette: Cassette, what: object, sentence: string): number {
  const target = flags.output ?? file;
  const size = writeCassette(target, cassette, { force: flags.force || target === file });
  if (flags.json) terminal.stdout.write(`${JSON.stringify({ file: target, bytes: size, ...what })}\n`);
  else if (!flags.quiet) terminal.stderr.write(`${target}: ${sentence}\n`);
  return 0;
}
