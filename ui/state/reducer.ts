import type { SessionSummary, TurnSummary } from "../../src/domain/session.ts";
import { emptyModel, turnKey, type Model, type ModelEvent } from "./model.ts";

/**
 * The one way the model changes, for what was loaded and for what is live. The feed leaves no gaps, so
 * what is known is current as of `seq`; a snapshot that is older than that only adds what is not known.
 */
export function apply(model: Model, event: ModelEvent): Model {
  switch (event.type) {
    case "change":
      return { ...merge(model, event, true), seq: Math.max(model.seq, event.seq) };
    case "snapshot": {
      const merged = merge(model, event, event.seq >= model.seq);
      return { ...merged, seq: model.seq === 0 ? event.seq : model.seq, total: Math.max(event.total ?? model.total, merged.sessions.size) };
    }
    case "reset":
      return emptyModel;
    case "hello":
    case "replay":
    case "ping":
      return model;
  }
}

interface News {
  readonly sessions: readonly SessionSummary[];
  readonly turns: readonly TurnSummary[];
}

function merge(model: Model, { sessions, turns }: News, replace: boolean): Model {
  const merged = mergeSessions(model.sessions, sessions, replace);
  return {
    ...model,
    sessions: merged,
    total: Math.max(model.total + merged.size - model.sessions.size, merged.size),
    turns: mergeTurns(model.turns, turns, replace),
    running: mergeRunning(model, turns, replace),
  };
}

function mergeSessions(known: Model["sessions"], news: readonly SessionSummary[], replace: boolean): Model["sessions"] {
  const fresh = replace ? news : news.filter(({ id }) => !known.has(id));
  if (fresh.length === 0) return known;
  const merged = new Map(known);
  for (const session of fresh) merged.set(session.id, session);
  return merged;
}

function mergeTurns(known: Model["turns"], news: readonly TurnSummary[], replace: boolean): Model["turns"] {
  if (news.length === 0) return known;
  const merged = new Map(known);
  for (const [session, turns] of Map.groupBy(news, (turn) => turn.session)) {
    merged.set(session, mergeList(merged.get(session) ?? [], turns, replace));
  }
  return merged;
}

const FEW = 32;

function mergeList(known: readonly TurnSummary[], news: readonly TurnSummary[], replace: boolean): readonly TurnSummary[] {
  const positionOf = news.length > FEW ? positions(known) : fromTheEnd(known);
  const list = [...known];
  let sorted = true;
  for (const turn of news) {
    const at = positionOf(turn);
    if (at < 0) {
      const last = list.at(-1);
      if (last && before(turn, last) < 0) sorted = false;
      list.push(turn);
    } else if (replace) list[at] = turn;
  }
  return sorted ? list : list.toSorted(before);
}

function positions(known: readonly TurnSummary[]): (turn: TurnSummary) => number {
  const byKey = new Map(known.map((turn, at) => [turnKey(turn), at]));
  return (turn) => byKey.get(turnKey(turn)) ?? -1;
}

/** What changes is nearly always near the end, so a few are looked for from there. */
function fromTheEnd(known: readonly TurnSummary[]): (turn: TurnSummary) => number {
  return (turn) => known.findLastIndex((one) => one.exchangeId === turn.exchangeId && one.index === turn.index);
}

function before(a: TurnSummary, b: TurnSummary): number {
  if (a.startedAt !== b.startedAt) return a.startedAt - b.startedAt;
  if (a.exchangeId !== b.exchangeId) return a.exchangeId < b.exchangeId ? -1 : 1;
  return a.index - b.index;
}

function mergeRunning(model: Model, news: readonly TurnSummary[], replace: boolean): Model["running"] {
  const changed = news.filter((turn) => turn.state === "running" || model.running.has(turnKey(turn)));
  if (changed.length === 0) return model.running;
  const running = new Map(model.running);
  for (const turn of changed) {
    const key = turnKey(turn);
    const known = model.turns.get(turn.session);
    if (!replace && known && fromTheEnd(known)(turn) >= 0) continue;
    if (turn.state === "running") running.set(key, turn);
    else running.delete(key);
  }
  return running;
}
