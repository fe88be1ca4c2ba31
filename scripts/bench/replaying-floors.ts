import { median } from "./figures.ts";
import { atLeast, atMost, type Floor } from "./floors.ts";
import type { RecordedSession } from "./recorded-session.ts";
import { compared, type Results, throughputRatio, wallTimeRatio } from "./results.ts";

/** What a replay must reach beside aimock, with what a run measured. */
export function mockingFloors(results: Results): readonly Floor[] {
  const ratio = (workload: string): number | undefined => compared(results, workload, { target: "ccxray", baseline: "aimock" }, throughputRatio);
  return [
    atLeast("asks of 2 KB", 1, "× aimock", ratio("asks-2k")),
    atLeast("asks of 200 KB", 2, "× aimock", ratio("asks-200k")),
    atLeast("asks of 2 MB", 2, "× aimock", ratio("asks-2m")),
  ];
}

/** What recording and replaying a long session must reach. */
export function recordedSessionFloors({ results, news, cassette, ready }: RecordedSession): readonly Floor[] {
  const time = (target: string, baseline: string): number | undefined => compared(results, "session", { target, baseline }, wallTimeRatio);
  return [
    atMost("session: cassette", 1.3, `× the news (${news.toFixed(1)} MB)`, cassette / news),
    atMost("session: recording", 1.1, "× proxying", time("record", "proxy")),
    atMost("session: replay is ready", 1, "s", median(ready) / 1000),
    atMost("session: replayed", 1.5, "× direct", time("replay", "direct")),
  ];
}
