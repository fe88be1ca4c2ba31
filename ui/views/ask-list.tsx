import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { VerdictRow } from "../../src/dashboard/contract.ts";
import { legible } from "../blocks/legible.ts";
import { FilterChips } from "../parts/filter-bar.tsx";
import { VerdictFlag } from "../parts/verdict-flag.tsx";
import { VirtualList } from "../parts/virtual-list.tsx";
import { counted, whole } from "../state/format.ts";
import { useNarrow } from "../state/narrow.ts";
import { useApp } from "../state/store-context.ts";
import { askWords, reasonOf, type RunningReplay, VERDICTS } from "../state/verdict-facts.ts";

/** The asks that pass the filter, in the order in which they came, and what nobody asked for. */
export function AskList({ running }: { readonly running: RunningReplay }): JSX.Element {
  const { store, actions } = useApp();
  const { replay, navigation } = store;
  const rows = replay.rows.value;
  const chosen = replay.row.value;
  const narrow = useNarrow();
  const selected = chosen ? rows.findIndex(({ n }) => n === chosen.n) : -1;
  const drawn = useMemo(() => new WeakMap<VerdictRow, JSX.Element>(), []);
  return (
    <>
      <div class="list-bar">
        <FilterChips summary={() => `${whole(rows.length)} of ${whole(running.verdicts.length)}`} />
        <span class="list-place">{selected >= 0 ? `${whole(selected + 1)} of ${whole(rows.length)}` : counted(rows.length, "ask")}</span>
      </div>
      {rows.length === 0 ? (
        <p class="nothing">{running.verdicts.length > 0 ? "No ask passes the filter." : "Verdicts show up here."}</p>
      ) : (
        <VirtualList
          id="ask"
          label="Asks"
          items={rows}
          rowHeight={narrow ? 56 : 48}
          selected={selected}
          following={navigation.route.value.ask === undefined}
          keyOf={({ n }) => String(n)}
          onChoose={({ n }) => {
            const route = { ...navigation.route.peek(), ask: n };
            if (narrow) navigation.push(route);
            else navigation.replace(route);
          }}
          onStep={(step) => (step === 1 ? actions.next() : actions.previous())}
        >
          {(row) => {
            const element = drawn.get(row) ?? <AskRow row={row} />;
            drawn.set(row, element);
            return element;
          }}
        </VirtualList>
      )}
      <LeftOver running={running} />
    </>
  );
}

function AskRow({ row }: { readonly row: VerdictRow }): JSX.Element {
  const { what, where } = askWords(row);
  return (
    <div class="turn-row" data-tone={VERDICTS[row.type].tone} data-kind={row.kind === "side" ? "title" : "turn"}>
      <span class="turn-at">{row.n}</span>
      <div class="turn-lines">
        <div class="turn-line">
          <span class="line">
            <b>{legible(what)}</b> <span class="mono">{legible(where)}</span>
          </span>
          <VerdictFlag type={row.type} />
        </div>
        <div class="turn-line second">
          <span class="line quiet">{reasonOf(row)}</span>
          {row.recorded !== undefined && (
            <span class="turn-tokens" title={row.type === "miss" ? "The recorded ask that came nearest" : "The recorded ask that answered"}>
              {row.type === "miss" || row.type === "live" ? "≈ " : ""}
              {row.recorded}
            </span>
          )}
        </div>
      </div>
    </div>
  );
}

const MOST = 100;

/** While the agent runs, these are the turns that are still to come. */
function LeftOver({ running: { leftOver } }: { readonly running: RunningReplay }): JSX.Element | null {
  if (leftOver.length === 0) return null;
  return (
    <details class="left-over">
      <summary>{counted(leftOver.length, "recorded turn")} not asked for</summary>
      <ul>
        {leftOver.slice(0, MOST).map((one) => {
          const { what, where } = askWords({ method: "", ...one });
          return (
            <li key={one.name}>
              <span class="quiet">{one.name}</span>
              <span class="line">
                {legible(what)} <span class="mono">{legible(where)}</span>
              </span>
            </li>
          );
        })}
        {leftOver.length > MOST && <li class="quiet">and {whole(leftOver.length - MOST)} more</li>}
      </ul>
    </details>
  );
}
