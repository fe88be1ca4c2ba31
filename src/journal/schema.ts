import type { DatabaseSync } from "node:sqlite";
import { CcxrayError } from "../domain/errors.ts";
import { observations } from "./migrations/01-observations.ts";
import { turns } from "./migrations/02-turns.ts";
import { writing } from "./transaction.ts";

/** Each step makes the next version of the schema; a released step never changes. */
const STEPS: readonly ((db: DatabaseSync) => void)[] = [observations, turns];

/** Brings a journal up to this program's schema. Safe while other processes do the same. Throws JOURNAL_UNUSABLE for a newer one. */
export function migrate(db: DatabaseSync, path: string): void {
  if (versionOf(db, path) === STEPS.length) return;
  writing(db, () => {
    // Read again within the transaction: another process may have been first.
    const version = versionOf(db, path);
    for (const step of STEPS.slice(version)) step(db);
    db.exec(`pragma user_version = ${STEPS.length}`);
  });
}

function versionOf(db: DatabaseSync, path: string): number {
  const { user_version: version } = db.prepare("pragma user_version").get() as { user_version: number };
  if (version <= STEPS.length) return version;
  throw new CcxrayError("JOURNAL_UNUSABLE", `the journal ${path} has version ${version}, and this ccxray knows versions up to ${STEPS.length}`, {
    hint: "Use a newer ccxray, or another folder with --home.",
  });
}
