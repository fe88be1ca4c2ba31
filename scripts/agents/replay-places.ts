import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSandbox, type Sandbox } from "./sandbox.ts";

/** `here`: where it was recorded. `elsewhere`: other folders, another time zone and another day. `offline`: as elsewhere, without a network. */
export type PlaceName = "here" | "elsewhere" | "offline";

/** A file of the project that an agent is told to read. */
export const NOTES = "notes.txt";

/** Where and when a session is recorded or replayed. */
export interface Place {
  readonly sandbox: Sandbox;
  readonly env: Readonly<Record<string, string>>;
  /** The command that everything is run under. */
  readonly within: readonly string[];
  /** What this machine lacks, so that the place is less foreign than it should be. */
  readonly missing?: string;
}

/** Between these two it is never the same day. */
const [LAST_ZONE, FIRST_ZONE] = ["Pacific/Pago_Pago", "Pacific/Kiritimati"];
/** What waits for a time must not be led astray: only the day is another one. */
const OTHER_DAY = ["env", "FAKETIME_DONT_FAKE_MONOTONIC=1", "faketime", "-f", "+3d"];
const NO_NETWORK = ["unshare", "--user", "--map-root-user", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"];

/** The place of a recording: a repository, in the time zone that is last to reach a day. */
export function firstPlace(commands: string): Place {
  const sandbox = createSandbox(commands);
  beginRepository(sandbox.project, "main");
  return { sandbox, env: { TZ: LAST_ZONE }, within: [] };
}

/** The place of a replay of what was recorded in `first`. */
export function placeNamed(name: PlaceName, first: Place, commands: string): Place {
  if (name === "here") return first;
  const away = withFolders(createSandbox(commands));
  const [command, missing] = name === "elsewhere" ? [OTHER_DAY, "faketime"] : [NO_NETWORK, "network namespaces"];
  return works(command) ? { ...away, within: command } : { ...away, within: [], missing };
}

function withFolders(sandbox: Sandbox): Pick<Place, "sandbox" | "env"> {
  const project = join(sandbox.project, "of another name");
  mkdirSync(project);
  beginRepository(project, "other-branch");
  return { sandbox: { ...sandbox, project }, env: { TZ: FIRST_ZONE } };
}

function works([file = "", ...args]: readonly string[]): boolean {
  return spawnSync(file, [...args, "true"], { stdio: "ignore" }).status === 0;
}

/** Agents tell the model about a repository: its branch, its state and what was done last. */
function beginRepository(folder: string, branch: string): void {
  writeFileSync(join(folder, NOTES), "Water the plants.\n");
  const git = (...args: string[]): unknown => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
  git("init", "--quiet", `--initial-branch=${branch}`);
  git("-c", "user.name=somebody", "-c", "user.email=somebody@example.invalid", "-c", "commit.gpgsign=false", "commit", "--quiet", "--allow-empty", "--message", `begin ${branch}`);
}
