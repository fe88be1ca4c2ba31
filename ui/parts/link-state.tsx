import type { JSX } from "preact";
import { duration } from "../state/format.ts";
import type { Link } from "../state/link.ts";
import { useStore } from "../state/store-context.ts";

const GAP_SHOWN = 15_000;

/** Whether the page is live, and what it missed when it was not. */
export function LinkState(): JSX.Element {
  const { link, now } = useStore();
  const state = link.value;
  const [tone, text] = words(state, state.state === "live" && !state.gap ? 0 : now.value);
  const title = state.state === "live" ? `Connected to ccxray ${state.version}` : "Changes are not coming in; the page asks for them again and again.";
  return (
    <span class={`link-state tone-${tone}`} title={title} data-link={state.state}>
      <span class="dot" aria-hidden="true" />
      <span class="link-text">{text}</span>
    </span>
  );
}

function words(link: Link, now: number): readonly [tone: string, text: string] {
  switch (link.state) {
    case "connecting":
      return ["rest", "connecting"];
    case "offline":
      return ["warn", `offline ${seconds(now - link.since)}`];
    case "live":
      if (!link.gap || now - link.gap.until > GAP_SHOWN) return ["ok", "connected"];
      return ["ok", `offline ${seconds(link.gap.offlineMs)}, ${link.gap.missed} missed, resynced`];
  }
}

function seconds(ms: number): string {
  return ms < 60_000 ? `${Math.max(0, Math.round(ms / 1000))} s` : duration(ms);
}
