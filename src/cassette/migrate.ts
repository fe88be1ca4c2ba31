import { CcxrayError } from "../domain/errors.ts";
import { isObject, type Json, type JsonObject } from "../domain/json.ts";
import { CASSETTE_VERSION } from "./cassette.ts";

/** Brings a cassette's JSON from one version to the next; it need not write the version. */
export type MigrationStep = (cassette: JsonObject) => JsonObject;

/** What has to be done to a cassette of the version in front. There is no older version than 1. */
export const MIGRATION_STEPS: ReadonlyMap<number, MigrationStep> = new Map();

/**
 * A cassette's JSON in the current version. Throws CASSETTE_INVALID when it is newer, or of no version that there was.
 * `steps` and `current` are given by tests only.
 */
export function migrateCassette(json: Json, file: string, steps: ReadonlyMap<number, MigrationStep> = MIGRATION_STEPS, current = CASSETTE_VERSION): JsonObject {
  let cassette = cassetteOf(json, file);
  for (let version = versionOf(cassette, file, current); version < current; version++) {
    const step = steps.get(version);
    if (!step) throw new CcxrayError("CASSETTE_INVALID", `${file}: version ${version} was never written`, { hint: "The version was edited by hand; restore it." });
    cassette = { ...step(cassette), version: version + 1 };
  }
  return cassette;
}

function cassetteOf(json: Json, file: string): JsonObject {
  if (isObject(json)) return json;
  throw new CcxrayError("CASSETTE_INVALID", `${file}: this is JSON, but no cassette: it must be an object`, { hint: "Cassettes are made by `ccxray record`." });
}

function versionOf({ version }: JsonObject, file: string, current: number): number {
  if (typeof version !== "number" || !Number.isSafeInteger(version)) {
    throw new CcxrayError("CASSETTE_INVALID", `${file}: this is JSON, but no cassette: "version" must be a whole number`, { hint: "Cassettes are made by `ccxray record`." });
  }
  if (version <= current) return version;
  throw new CcxrayError("CASSETTE_INVALID", `${file}: cassette version ${version} is newer than ${current}, the newest that this ccxray reads`, {
    hint: "Upgrade ccxray, or record the cassette again with this one.",
  });
}
