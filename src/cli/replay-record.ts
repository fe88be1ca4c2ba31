import { CcxrayError } from "../domain/errors.ts";
import type { Judgement } from "../domain/verdict.ts";
import type { Config } from "./config.ts";
import { placeHere } from "./here.ts";
import { saveRecording } from "./record-cassette.ts";
import type { Terminal } from "./terminal.ts";

export interface LiveAnswers {
  readonly judgement: Judgement;
  readonly file: string;
  readonly config: Config;
  readonly terminal: Terminal;
}

/** Adds what the real API answered to the cassette, for `--on-miss record`. The exit status, as `saveRecording` has it. */
export function keepLiveAnswers({ judgement, file, config, terminal }: LiveAnswers): number {
  const ids = new Set(judgement.verdicts.flatMap(({ liveExchange }) => liveExchange ?? []));
  if (ids.size === 0) return 0;
  return saveRecording([...ids], { file, append: true, force: false, place: placeHere(terminal.env), config: { ...config, json: false }, terminal });
}

/** Throws USAGE unless exactly one cassette is named: what is missing must have one place to go to. */
export function refuseSeveral(files: readonly string[]): void {
  if (files.length <= 1) return;
  throw new CcxrayError("USAGE", "--on-miss record adds to one cassette, and more are named", { hint: "Name one, or use --on-miss live." });
}
