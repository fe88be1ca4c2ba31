import type { JSX } from "preact";
import { TABS, type Tab } from "../state/route.ts";

const NAMES: Readonly<Record<Tab, string>> = { delta: "Delta", conversation: "Conversation", raw: "Raw", events: "Events" };

interface Props {
  readonly current: Tab;
  readonly onChoose: (tab: Tab) => void;
  readonly counts: Readonly<Partial<Record<Tab, string>>>;
}

/** The tabs of a turn. One of them is in the tab order, arrows reach the others (ARIA APG, tabs). */
export function Tabs({ current, onChoose, counts }: Props): JSX.Element {
  const step = (event: KeyboardEvent & { currentTarget: HTMLElement }): void => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (by === 0) return;
    const next = TABS[(TABS.indexOf(current) + by + TABS.length) % TABS.length] ?? "delta";
    onChoose(next);
    event.currentTarget.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label="Views of this turn" onKeyDown={step}>
      {TABS.map((tab) => (
        <button
          key={tab}
          id={`tab-${tab}`}
          role="tab"
          class="tab"
          aria-selected={tab === current}
          aria-controls="tab-panel"
          tabIndex={tab === current ? 0 : -1}
          onClick={() => onChoose(tab)}
        >
          {NAMES[tab]}
          {counts[tab] && <span class="tab-count">{counts[tab]}</span>}
        </button>
      ))}
    </div>
  );
}
