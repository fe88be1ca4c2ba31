import type { JSX } from "preact";
import { absolute, whole } from "../state/format.ts";
import { countsShown, judgementOf, type RunningReplay } from "../state/verdict-facts.ts";

/** What is played and how it goes: a sentence, a bar, and the counts. */
export function ReplayHead({ running }: { readonly running: RunningReplay }): JSX.Element {
  const { cassette, policy } = running;
  const { tone, sentence } = judgementOf(running);
  return (
    <header class="session-head">
      <h1 title={cassette.name}>{cassette.name}</h1>
      <p class="session-facts">
        <span>recorded {absolute(Date.parse(cassette.recordedAt)).slice(0, 16)}</span>
        <span title="What must be equal for an ask to be answered">--match {policy.match}</span>
        {policy.onMiss === "live" && <span title="What was not recorded is answered by the real API">misses go live</span>}
        {policy.repeat && <span>--repeat</span>}
        {policy.noDrift && <span>--no-drift</span>}
        {policy.allowLeftOver && <span>--allow-leftover</span>}
      </p>
      <p class={`judgement tone-${tone}`} role="status">
        {sentence}
      </p>
      <Coverage running={running} />
    </header>
  );
}

const NAMES = { exact: "exact", drift: "drift", stubbed: "stubbed", live: "live", miss: "missed", leftOver: "left over" } as const;

/** Each ask, and each recorded turn that nobody asked for, has an equal share of the bar. */
function Coverage({ running }: { readonly running: RunningReplay }): JSX.Element {
  const counts = countsShown(running.counts);
  return (
    <div class="tokens">
      <div class="token-bar" aria-hidden="true">
        {counts.map(({ name, count }) => (
          <i key={name} class={`share-${name}`} style={{ flexGrow: count }} />
        ))}
      </div>
      <ul>
        {counts.map(({ name, count }) => (
          <li key={name}>
            <i class={`share-${name}`} aria-hidden="true" />
            <b>{whole(count)}</b> {NAMES[name]}
          </li>
        ))}
      </ul>
    </div>
  );
}
