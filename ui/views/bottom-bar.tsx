import type { JSX } from "preact";
import { Icon, type IconName } from "../parts/icon.tsx";
import { useApp } from "../state/store-context.ts";

/** On narrow screens: the ways that keys and panes are on wide ones. */
export function BottomBar(): JSX.Element {
  const { store, actions } = useApp();
  const { session, turn, q, cassettes, ask } = store.navigation.route.value;
  const inside = turn !== undefined || ask !== undefined;
  const go = store.navigation.push;
  return (
    <nav class="bottom" aria-label="Screens">
      <Item icon="pulse" label="Now" current={session === undefined && !cassettes} onClick={() => go({ tab: "delta", q: "" })} />
      {session === undefined && <Item icon="cassette" label="Cassettes" current={cassettes === true && ask === undefined} onClick={() => go({ cassettes: true, tab: "delta", q })} />}
      {session !== undefined && <Item icon="list" label="Turns" current={turn === undefined} onClick={() => go({ session, tab: "delta", q })} />}
      {session !== undefined && <Item icon="detail" label="Latest" current={turn === "latest"} onClick={() => go({ session, turn: "latest", tab: "delta", q })} />}
      {inside && <Item icon="up" label="Previous" onClick={actions.previous} />}
      {inside && <Item icon="down" label="Next" onClick={actions.next} />}
      {!inside && <Item icon="search" label="Filter" onClick={actions.filter} />}
    </nav>
  );
}

interface ItemProps {
  readonly icon: IconName;
  readonly label: string;
  readonly current?: boolean;
  readonly onClick: () => void;
}

function Item({ icon, label, current, onClick }: ItemProps): JSX.Element {
  return (
    <button class="bottom-item" aria-current={current ? "page" : undefined} onClick={onClick}>
      <Icon name={icon} />
      {label}
    </button>
  );
}
