import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { TurnSummary } from "../../src/domain/session.ts";
import { FilterChips } from "../parts/filter-bar.tsx";
import { Icon } from "../parts/icon.tsx";
import { VirtualList } from "../parts/virtual-list.tsx";
import { count, counted, whole } from "../state/format.ts";
import { turnKey } from "../state/model.ts";
import { useNarrow } from "../state/narrow.ts";
import { useApp } from "../state/store-context.ts";
import { threadLabels } from "../state/threads.ts";
import { isTrouble } from "../state/turn-facts.ts";
import { TurnRow } from "./turn-row.tsx";

/** The turns that pass the filter, oldest first. */
export function TurnList(): JSX.Element {
  const { store, actions } = useApp();
  const { selection, navigation } = store;
  const turns = selection.turns.value;
  const all = selection.allTurns.value;
  const chosen = selection.turn.value;
  const following = selection.following.value;
  const labels = useMemo(() => threadLabels(all), [all]);
  const selected = chosen ? turns.lastIndexOf(chosen) : -1;
  const numbers = useMemo(() => (turns === all ? undefined : new Map(all.map((one, at) => [one, at]))), [turns, all]);
  // A row that was drawn is drawn again only when its turn changes: Preact leaves what is the same object alone.
  const rows = useMemo(() => new WeakMap<TurnSummary, JSX.Element>(), [labels, numbers]);
  const narrow = useNarrow();
  return (
    <>
      <div class="list-bar">
        <FilterChips summary={() => filterSummary(turns, all.length)} />
        <span class="list-place">{selected >= 0 ? `${whole(selected + 1)} of ${whole(turns.length)}` : counted(turns.length, "turn")}</span>
        <button class="button follow" aria-pressed={following} title="Follow the newest turn (G)" onClick={actions.follow}>
          <Icon name="down" />
          Follow
        </button>
      </div>
      {turns.length === 0 ? (
        <p class="nothing">{all.length > 0 ? "No turn passes the filter." : "No turns yet."}</p>
      ) : (
        <VirtualList
          id="turn"
          label="Turns"
          items={turns}
          rowHeight={narrow ? 56 : 48}
          selected={selected}
          following={following}
          keyOf={turnKey}
          onChoose={({ exchangeId, index }) => {
            const route = { ...navigation.route.peek(), turn: { exchangeId, index } };
            if (narrow) navigation.push(route);
            else navigation.replace(route);
          }}
          onStep={(step) => (step === 1 ? actions.next() : actions.previous())}
        >
          {(turn, at) => {
            const drawn = rows.get(turn) ?? <TurnRow turn={turn} at={numbers?.get(turn) ?? at} thread={labels.get(turn.thread ?? "")} />;
            rows.set(turn, drawn);
            return drawn;
          }}
        </VirtualList>
      )}
    </>
  );
}

function filterSummary(turns: readonly TurnSummary[], all: number): string {
  const errors = turns.filter(isTrouble).length;
  const out = turns.reduce((sum, { outputTokens }) => sum + outputTokens, 0);
  return [`${whole(turns.length)} of ${whole(all)}`, ...(errors > 0 ? [counted(errors, "error")] : []), `${count(out)} out`].join(" · ");
}
