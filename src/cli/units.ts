const two = (value: number): string => String(value).padStart(2, "0");

/** A Unix time (milliseconds) as a person's clock shows it: `2026-05-01 14:03`. */
export function localTime(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Milliseconds as a person says them: `340 ms`, `1.2 s`, `3 m 05 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} m ${two(seconds % 60)} s`;
}

/** A count in at most four characters or so: `940`, `12.3k`, `1.2M`. */
export function count(value: number): string {
  if (value < 1000) return String(value);
  if (value < 999_950) return `${trimmed(value / 1000)}k`;
  return `${trimmed(value / 1_000_000)}M`;
}

/** Bytes: `512 B`, `1.5 MB` (powers of 1000). */
export function bytes(value: number): string {
  if (value < 1000) return `${value} B`;
  if (value < 999_950) return `${trimmed(value / 1000)} kB`;
  if (value < 999_950_000) return `${trimmed(value / 1_000_000)} MB`;
  return `${trimmed(value / 1_000_000_000)} GB`;
}

function trimmed(value: number): string {
  return value.toFixed(1).replace(/\.0$/, "");
}
