import type { SessionSummary, TurnSummary } from "../../src/domain/session.ts";
import { type Field, type Filter, NUMERIC, type Term } from "./filter.ts";
import { projectOf } from "./format.ts";
import { failedTools, isTrouble } from "./turn-facts.ts";

/** Whether a turn passes every term; what no turn can be does not count. */
export function matchesTurn(filter: Filter, turn: TurnSummary): boolean {
  return filter.terms.every((term) => !isOfTurns(term) || TURN[term.field](turn, term) !== term.negated);
}

/** Whether a session passes every term; terms that only turns have (`tool:`, `status:`, `is:aborted` …) do not count. */
export function matchesSession(filter: Filter, session: SessionSummary): boolean {
  return filter.terms.every((term) => {
    const test = isOfSessions(term) ? SESSION[term.field] : undefined;
    return !test || test(session, term) !== term.negated;
  });
}

/** Whether a term says something about turns: a state that they can be in, a number where one belongs. */
export function isOfTurns({ field, compare, value }: Term): boolean {
  if (field === "is") return Object.hasOwn(TURN_STATES, value);
  if (field === "status" && compare === "has") return /^(?:\d{1,3}|\dxx?|\d\dx)$/.test(value);
  return !NUMERIC.includes(field) || /^\d+(?:\.\d+)?$/.test(value);
}

/** Whether a term says something about sessions. */
export function isOfSessions({ field, value }: Term): boolean {
  return field === "is" ? Object.hasOwn(SESSION_STATES, value) : SESSION[field] !== undefined;
}

/** A session of side requests only, such as the one in which an agent asks for a title. */
export function isEmpty({ turns, running }: SessionSummary): boolean {
  return turns === 0 && running === 0;
}

type Test<T> = (one: T, term: Term) => boolean;

const TURN: Readonly<Record<Field, Test<TurnSummary>>> = {
  text: (turn, { value }) =>
    includes(turn.asked, value) ||
    includes(turn.answered, value) ||
    includes(turn.model, value) ||
    includes(turn.error, value) ||
    includes(projectOf(turn.cwd), value) ||
    turn.tools.some((tool) => includes(tool.name, value) || includes(tool.hint, value)),
  is: (turn, { value }) => TURN_STATES[value]?.(turn) ?? false,
  tool: (turn, { value }) => turn.tools.some((tool) => includes(tool.name, value)),
  model: (turn, { value }) => includes(turn.model, value),
  agent: (turn, { value }) => includes(turn.agent, value),
  project: (turn, { value }) => includes(turn.cwd, value),
  status: (turn, { value, compare }) =>
    turn.status !== undefined && (compare === "has" ? String(turn.status).startsWith(value.replace(/x+$/, "")) : compared(turn.status, compare, value)),
  dur: (turn, { value, compare }) => compared((turn.durationMs ?? 0) / 1000, compare, value),
  tokens: (turn, { value, compare }) => compared(turn.outputTokens, compare, value),
  thread: (turn, { value }) => includes(turn.thread, value),
};

const TURN_STATES: Readonly<Record<string, (turn: TurnSummary) => boolean>> = {
  error: (turn) => isTrouble(turn) || failedTools(turn) > 0,
  live: (turn) => turn.state === "running",
  user: (turn) => turn.fromUser,
  tool: (turn) => turn.tools.length > 0,
  title: (turn) => turn.kind === "title",
  prewarm: (turn) => turn.kind === "prewarm",
  running: isIn("running"),
  completed: isIn("completed"),
  failed: isIn("failed"),
  cut: isIn("cut"),
  aborted: isIn("aborted"),
  interrupted: isIn("interrupted"),
};

const SESSION_STATES: Readonly<Record<string, (session: SessionSummary) => boolean>> = {
  error: (session) => session.errors > 0,
  live: (session) => session.running > 0,
  empty: isEmpty,
};

const SESSION: Readonly<Partial<Record<Field, Test<SessionSummary>>>> = {
  text: (session, { value }) =>
    includes(session.title, value) || includes(session.cwd, value) || includes(session.agent, value) || session.models.some((model) => includes(model, value)),
  is: (session, { value }) => SESSION_STATES[value]?.(session) ?? false,
  model: (session, { value }) => session.models.some((model) => includes(model, value)),
  agent: (session, { value }) => includes(session.agent, value),
  project: (session, { value }) => includes(session.cwd, value),
};

function isIn(state: TurnSummary["state"]): (turn: TurnSummary) => boolean {
  return (turn) => turn.state === state;
}

function includes(text: string | undefined, value: string): boolean {
  return text?.toLowerCase().includes(value) ?? false;
}

function compared(one: number, compare: Term["compare"], value: string): boolean {
  const other = Number(value);
  switch (compare) {
    case ">":
      return one > other;
    case ">=":
      return one >= other;
    case "<":
      return one < other;
    case "<=":
      return one <= other;
    default:
      return Math.round(one) === other;
  }
}
