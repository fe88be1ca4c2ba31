// Numbers and times as a person reads them. Every function is total: foreign data may hold anything.

const NONE = "–";

/** Milliseconds as `840 ms`, `4.2 s`, `2 m 14 s`, `1 h 02 m`. */
export function duration(ms: number | undefined): string {
  if (ms === undefined || !Number.isFinite(ms) || ms < 0) return NONE;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const rounded = Math.round(seconds);
  if (rounded < 3600) return `${Math.floor(rounded / 60)} m ${two(rounded % 60)} s`;
  return `${Math.floor(rounded / 3600)} h ${two(Math.floor((rounded % 3600) / 60))} m`;
}

/** A count as `812`, `4.1k`, `128k`, `1.3M`. */
export function count(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return NONE;
  if (value < 1000) return String(Math.round(value));
  if (value < 9950) return `${(value / 1000).toFixed(1)}k`;
  if (value < 999_500) return `${Math.round(value / 1000)}k`;
  if (value < 9_950_000) return `${(value / 1e6).toFixed(1)}M`;
  return `${Math.round(value / 1e6)}M`;
}

/** A whole number with its thousands set apart. */
export function whole(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? NONE : value.toLocaleString("en-US");
}

/** Bytes as `312 B`, `4.0 KB`, `1.3 MB`. */
export function bytes(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return NONE;
  if (value < 1024) return `${value} B`;
  if (value < 1023.5 * 1024) return `${(value / 1024).toFixed(value < 10 * 1024 ? 1 : 0)} KB`;
  return `${(value / 1024 / 1024).toFixed(1)} MB`;
}

/** How long ago, coarsely: `now`, `40 s`, `12 min`, `3 h`, `5 d`. */
export function ago(at: number, now: number): string {
  const seconds = Math.round((now - at) / 1000);
  if (!Number.isFinite(seconds)) return NONE;
  if (seconds < 5) return "now";
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** The time of day in the reader's zone. */
export function timeOfDay(at: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return NONE;
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** The same without seconds, where room is scarce. */
export function hourAndMinute(at: number): string {
  return timeOfDay(at).slice(0, 5);
}

/** Date and time in the reader's zone, for tooltips. */
export function absolute(at: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return NONE;
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${timeOfDay(at)}`;
}

/** Tokens a second, from the first token on; undefined before there is anything to measure. */
export function tokenRate(tokens: number, ms: number | undefined): number | undefined {
  if (ms === undefined || ms < 200 || tokens <= 0) return undefined;
  return (tokens * 1000) / ms;
}

/** The last part of a path, Windows ones too. */
export function projectOf(cwd: string | undefined): string {
  return cwd?.split(/[\\/]/).findLast((part) => part !== "") ?? "";
}

/** A path within the project as a person there would type it; any other text as it is. */
export function withinProject(text: string, cwd: string | undefined): string {
  const next = text.charAt(cwd?.length ?? 0);
  return cwd && text.startsWith(cwd) && (next === "/" || next === "\\") ? text.slice(cwd.length + 1) || text : text;
}

/** The model that was used first, and how many others. */
export function modelNames(models: readonly string[]): string {
  return models.length > 1 ? `${models[0]} +${models.length - 1}` : (models[0] ?? "");
}

/** `1 turn`, `2 turns`, `5,000 turns`. */
export function counted(value: number, noun: string): string {
  return `${whole(value)} ${noun}${value === 1 ? "" : "s"}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
