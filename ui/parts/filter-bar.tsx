import type { JSX } from "preact";
import { EXAMPLES, withoutTerm, type Term } from "../state/filter.ts";
import { isOfSessions, isOfTurns } from "../state/filter-match.ts";
import { useNarrow } from "../state/narrow.ts";
import { useStore } from "../state/store-context.ts";
import { isVerdictTerm } from "../state/verdict-facts.ts";
import { Icon } from "./icon.tsx";

export const FILTER_ID = "filter";

/** The field to type a filter into. */
export function FilterField(): JSX.Element {
  const { navigation } = useStore();
  const { q, session, cassettes } = navigation.route.value;
  const narrow = useNarrow();
  const example = cassettes ? "Filter asks" : session === undefined ? "Filter sessions" : "Filter turns";
  const terms = cassettes ? EXAMPLES.asks : session === undefined ? EXAMPLES.sessions : EXAMPLES.turns;
  return (
    <label class="filter">
      <Icon name="search" />
      <input
        id={FILTER_ID}
        type="search"
        aria-label={example}
        placeholder={narrow ? example : `${example}: ${terms}`}
        value={q}
        spellcheck={false}
        autocomplete="off"
        onInput={(event) => navigation.replace({ ...navigation.route.peek(), q: event.currentTarget.value })}
      />
      <kbd aria-hidden="true">/</kbd>
    </label>
  );
}

/** The terms of the filter, each of which a click takes out, and what is left. Nothing while there is no filter. */
export function FilterChips({ summary }: { readonly summary: () => string }): JSX.Element | null {
  const { navigation, selection } = useStore();
  const filter = selection.filter.value;
  const { session, cassettes } = navigation.route.value;
  const idleFor = (term: Term): string | undefined => {
    if (cassettes) return isVerdictTerm(term) ? undefined : "Asks have no such thing; it does not count here";
    if (session === undefined ? isOfSessions(term) : isOfTurns(term)) return undefined;
    if (session === undefined && isOfTurns(term)) return "Only turns have this; open a session";
    return isOfSessions(term) ? "Only sessions have this; it does not count here" : "Says nothing about turns, so it does not count; press ? for what there is";
  };
  if (filter.terms.length === 0) return null;
  const set = (q: string): void => navigation.replace({ ...navigation.route.peek(), q });
  return (
    <div class="chips" role="group" aria-label="Filter">
      {filter.terms.map((term) => (
        <Chip key={term.text} term={term} idle={idleFor(term)} onRemove={() => set(withoutTerm(filter, term))} />
      ))}
      <span class="chips-sum">{summary()}</span>
      <button class="link" onClick={() => set("")}>
        Clear
      </button>
    </div>
  );
}

/** `idle`: why it does not count, when it does not. */
function Chip({ term, idle, onRemove }: { readonly term: Term; readonly idle: string | undefined; readonly onRemove: () => void }): JSX.Element {
  return (
    <button class="chip" data-idle={idle !== undefined} title={`${term.text}\n${idle ?? "Take this out"}`} onClick={onRemove}>
      <span>{term.text}</span>
      <Icon name="close" />
    </button>
  );
}
