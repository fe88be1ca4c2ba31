import { readFileSync } from "node:fs";
import { CcxrayError } from "../domain/errors.ts";
import { type Json, listAt, parseJson, textAt } from "../domain/json.ts";

/** The recorded asks that a replay played, from its JSON report. Throws USAGE when that is none. */
export function playedIn(file: string): readonly string[] {
  const asks = listAt(parseJson(textOf(file)), "asks");
  if (!asks) throw new CcxrayError("USAGE", `${file} is no report of a replay`, { hint: "Make one: ccxray replay FILE --report json=REPORT …" });
  return asks.filter(isPlayed).flatMap((ask) => textAt(ask, "recorded") ?? []);
}

/** A miss names only what came nearest. */
function isPlayed(ask: Json): boolean {
  const type = textAt(ask, "type");
  return type === "exact" || type === "drift";
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new CcxrayError("USAGE", `the report ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, { hint: "Check the path.", cause: error });
  }
}
