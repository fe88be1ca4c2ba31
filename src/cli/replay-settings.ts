import type { MatchPolicy } from "../cassette/match.ts";
import type { Speed } from "../cassette/pace.ts";
import { badValue, type Given } from "./config-values.ts";
import type { Flags } from "./flags.ts";

/** What becomes of an ask that no recorded one answers. */
export type OnMiss = "fail" | "live" | "record";

/** A form of the report, and the file it is written to. */
export interface ReportFile {
  readonly form: "junit" | "json";
  readonly file: string;
}

/** The flags of a replay, judged. */
export interface ReplaySettings {
  readonly policy: MatchPolicy;
  readonly speed: Speed;
  readonly onMiss: OnMiss;
  /** Milliseconds. Undefined: no cassette is too old. */
  readonly maxAge: number | undefined;
  readonly allowLeftOver: boolean;
  readonly noDrift: boolean;
  readonly repeat: boolean;
  readonly reports: readonly ReportFile[];
}

const POLICIES = ["turn", "exact", "order"] as const satisfies readonly MatchPolicy[];
const ON_MISS = ["fail", "live", "record"] as const satisfies readonly OnMiss[];
const FORMS = ["junit", "json"] as const satisfies readonly ReportFile["form"][];

/** Throws CONFIG_INVALID, naming the flag and its value. */
export function readReplaySettings(flags: Flags): ReplaySettings {
  const { match, speed, onMiss, maxAge, allowLeftOver, drift, repeat, reports } = flags;
  return {
    policy: match === undefined ? "turn" : oneOf({ text: match, source: "--match" }, POLICIES),
    speed: speed === undefined ? "max" : readSpeed({ text: speed, source: "--speed" }),
    onMiss: onMiss === undefined ? "fail" : oneOf({ text: onMiss, source: "--on-miss" }, ON_MISS),
    maxAge: maxAge === undefined ? undefined : readAge({ text: maxAge, source: "--max-age" }),
    allowLeftOver,
    noDrift: !drift,
    repeat,
    reports: reports.map(readReport),
  };
}

function oneOf<Word extends string>(given: Given, words: readonly Word[]): Word {
  const found = words.find((word) => word === given.text);
  if (found !== undefined) return found;
  throw badValue(given, "is not known", `There are: ${words.join(", ")}`);
}

function readSpeed(given: Given): Speed {
  if (given.text === "max") return "max";
  const speed = /^\d+(\.\d+)?$/.test(given.text) ? Number(given.text) : 0;
  if (speed > 0) return speed;
  throw badValue(given, "is not a speed", "max, 1 as it was recorded, or for instance 10 for ten times faster");
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

function readAge(given: Given): number {
  const [, count, unit = ""] = /^(\d{1,6})([mhdw])$/.exec(given.text) ?? [];
  const length = UNITS[unit];
  if (count !== undefined && length !== undefined) return Number(count) * length;
  throw badValue(given, "is not an age", "A number and m, h, d or w, for instance 30d");
}

function readReport(text: string): ReportFile {
  const given = { text, source: "--report" };
  const at = text.indexOf("=");
  const file = text.slice(at + 1);
  if (at < 0 || file === "") throw badValue(given, "is not FORM=FILE", "For instance --report junit=replay.xml");
  return { form: oneOf({ text: text.slice(0, at), source: "--report" }, FORMS), file };
}
