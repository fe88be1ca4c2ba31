import type { DatabaseSync } from "node:sqlite";
import type { TurnSummary } from "../domain/session.ts";
import type { Entry, Turn } from "../domain/turn.ts";
import { turnsOf } from "./derive.ts";
import { createExchangeReader } from "./exchange-row.ts";
import type { History } from "./history.ts";
import { maskedTurn } from "./masked-reading.ts";
import type { Reading } from "./reading.ts";
import { reading as snapshot } from "./transaction.ts";

type WholeTurn = NonNullable<Awaited<ReturnType<History["turn"]>>>;

interface Place {
  readonly id: string;
  readonly idx: number;
}

/** Most answers that are followed back, so that ids that refer to each other end somewhere. */
const LONGEST_CHAIN = 10_000;

/** A turn with its whole input, and the turn before it in its thread; undefined when it is not stored. */
export function readTurn(db: DatabaseSync, reading: Reading, exchangeId: string, index: number, redact: (text: string) => string): WholeTurn | undefined {
  return snapshot(db, () => {
    const turnAt = createTurnReader(db, reading, redact);
    const turn = turnAt({ id: exchangeId, idx: index });
    const summary = summaryAt(db, { id: exchangeId, idx: index });
    if (turn === undefined || summary === undefined) return undefined;
    const before = placeBefore(db, summary);
    const previous = before && turnAt(before);
    const whole = { summary, turn: withWholeInput(db, turn, summary.session, turnAt) };
    return previous ? { ...whole, previous: withWholeInput(db, previous, summary.session, turnAt) } : whole;
  });
}

type TurnAt = (place: Place) => Turn | undefined;

/** Reads each exchange once, however many of its turns are asked for. */
function createTurnReader(db: DatabaseSync, reading: Reading, redact: (text: string) => string): TurnAt {
  const known = new Map<string, readonly Turn[]>();
  const exchanges = createExchangeReader(db);
  return ({ id, idx }) => {
    const turns = known.get(id) ?? exchanges.follow(id, ({ exchange }) => turnsOf(exchange, reading)) ?? [];
    known.set(id, turns);
    const turn = turns.find(({ index }) => index === idx);
    return turn && maskedTurn(turn, redact);
  };
}

/** A turn that was sent only what is new, with everything it builds on: what was asked and answered before. */
function withWholeInput(db: DatabaseSync, turn: Turn, session: string, turnAt: TurnAt): Turn {
  if (turn.previousId === undefined) return turn;
  const input: Entry[][] = [[...turn.input]];
  const seen = new Set<string>();
  let previousId: string | undefined = turn.previousId;
  while (previousId !== undefined && !seen.has(previousId) && seen.size < LONGEST_CHAIN) {
    seen.add(previousId);
    const place = placeOfAnswer(db, session, previousId);
    const previous: Turn | undefined = place && turnAt(place);
    if (previous === undefined) break;
    input.push([...previous.input, ...answerOf(previous)]);
    previousId = previous.previousId;
  }
  return { ...turn, input: input.toReversed().flat() };
}

function answerOf({ output }: Turn): readonly Entry[] {
  return output.length > 0 ? [{ role: "assistant", blocks: output }] : [];
}

function placeOfAnswer(db: DatabaseSync, session: string, responseId: string): Place | undefined {
  return db
    .prepare("select e.id, t.idx from turn t join exchange e on e.row = t.exchange where t.response_id = ? and t.session = ? limit 1")
    .get(responseId, session) as Place | undefined;
}

function placeBefore(db: DatabaseSync, { session, thread, startedAt, exchangeId, index }: TurnSummary): Place | undefined {
  return db
    .prepare(
      `select e.id, t.idx from turn t join exchange e on e.row = t.exchange
         where t.session = ? and t.thread is ? and t.started_at <= ? and t.kind = 'turn' and not (e.id = ? and t.idx >= ?)
         order by t.started_at desc, t.idx desc limit 1`,
    )
    .get(session, thread ?? null, startedAt, exchangeId, index) as Place | undefined;
}

function summaryAt(db: DatabaseSync, { id, idx }: Place): TurnSummary | undefined {
  const row = db.prepare("select t.summary from turn t join exchange e on e.row = t.exchange where e.id = ? and t.idx = ?").get(id, idx);
  return row === undefined ? undefined : (JSON.parse((row as { summary: string }).summary) as TurnSummary);
}
