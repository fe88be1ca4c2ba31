import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { CcxrayError } from "../domain/errors.ts";
import { journalStats } from "../journal/retention.ts";
import { type Env, envText } from "../platform/env.ts";
import { isRuntimeTooOld, OLDEST_NODE } from "../platform/runtime.ts";
import type { Check } from "./check.ts";
import { bytes } from "./units.ts";

/** Looks at what needs no network: runtime, journal folder, journal, extra certificates. */
export function checkMachine(home: string, env: Env): readonly Check[] {
  return [checkRuntime(process.versions), checkHome(home), checkJournal(home), ...checkCertificates(env)];
}

function checkRuntime(versions: NodeJS.ProcessVersions): Check {
  const name = "runtime";
  const detail = versions["deno"] ? `Deno ${versions["deno"]}` : `Node.js ${versions.node}`;
  if (!isRuntimeTooOld(versions.node)) return { name, state: "ok", detail };
  return { name, state: "fail", detail, hint: `ccxray needs Node.js ${OLDEST_NODE} or newer.` };
}

function checkHome(home: string): Check {
  const existing = nearestExisting(home);
  try {
    accessSync(existing, constants.R_OK | constants.W_OK);
    if (!statSync(existing).isDirectory()) return { name: "home", state: "fail", detail: `${existing} is no folder`, hint: "Choose another with --home or CCXRAY_HOME." };
    return { name: "home", state: "ok", detail: existing === home ? home : `${home}, made when it is needed` };
  } catch (error) {
    return { name: "home", state: "fail", detail: `${home}: ${reason(error)}`, hint: "Make it writable, or choose another with --home or CCXRAY_HOME." };
  }
}

function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path));
}

function checkJournal(home: string): Check {
  try {
    const { sessions, turns, bytes: size } = journalStats({ home });
    return { name: "journal", state: "ok", detail: `${sessions} sessions, ${turns} turns, ${bytes(size)}` };
  } catch (error) {
    const hint = error instanceof CcxrayError ? error.hint : undefined;
    return { name: "journal", state: "fail", detail: reason(error), ...(hint !== undefined && { hint }) };
  }
}

function checkCertificates(env: Env): readonly Check[] {
  const file = envText(env, "NODE_EXTRA_CA_CERTS");
  if (file === undefined) return [];
  try {
    accessSync(file, constants.R_OK);
    return [{ name: "certificates", state: "ok", detail: `also those in ${file}` }];
  } catch (error) {
    return [{ name: "certificates", state: "fail", detail: `NODE_EXTRA_CA_CERTS=${file}: ${reason(error)}`, hint: "Correct the path, or unset the variable." }];
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
