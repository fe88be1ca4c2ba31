import { CcxrayError } from "../domain/errors.ts";
import type { SessionSummary, TurnSummary } from "../domain/session.ts";
import type { History } from "../journal/history.ts";
import type { Invocation, Run } from "./command.ts";
import { exchangeJson, exchangeText } from "./exchange-text.ts";
import { lineWidth } from "./table.ts";
import { painter } from "./terminal.ts";
import { turnListText } from "./turn-list-text.ts";
import { turnText } from "./turn-text.ts";
import { withHistory } from "./with-history.ts";

/** `ccxray show SESSION[/TURN]`: the turns of a session, or one of them whole; `--raw`: what went over the wire for it. */
export const show: Run = (invocation) =>
  withHistory(invocation, async (history) => {
    const { id, turn } = place(invocation.flags.session ?? "");
    const found = await history.session(id);
    if (!found) throw new CcxrayError("NOT_FOUND", `the journal has no session ${id}, or more than one that starts so`, { hint: "To see them: ccxray sessions" });
    if (turn !== undefined) return showTurn(found.turns, turn, history, invocation);
    if (invocation.flags.raw) throw new CcxrayError("USAGE", "--raw shows one turn", { hint: `For instance: ccxray show ${id}/1 --raw` });
    return showSession(found, invocation);
  });

interface Place {
  readonly id: string;
  /** From 1. */
  readonly turn?: number;
}

function place(text: string): Place {
  const [, id = text, turn] = /^(.+)\/(\d+)$/.exec(text) ?? [];
  if (turn === undefined && text.includes("/")) {
    throw new CcxrayError("USAGE", `${text} is not SESSION/TURN`, { hint: "TURN is a number from 1, for instance: ccxray show latest/1" });
  }
  return turn === undefined ? { id } : { id, turn: Number(turn) };
}

function showSession(found: { readonly session: SessionSummary; readonly turns: readonly TurnSummary[] }, { flags, terminal }: Invocation): number {
  const { stdout, env } = terminal;
  stdout.write(flags.json ? `${JSON.stringify(found)}\n` : turnListText(found, painter(stdout, env), lineWidth(stdout)));
  return 0;
}

async function showTurn(turns: readonly TurnSummary[], number: number, history: History, { flags, terminal }: Invocation): Promise<number> {
  const { stdout, env } = terminal;
  const summary = turns[number - 1];
  if (!summary) throw new CcxrayError("NOT_FOUND", `the session has ${turns.length} turns, and no turn ${number}`, { hint: "Turns count from 1." });
  if (flags.raw) {
    const exchange = present(await history.exchange(summary.exchangeId));
    stdout.write(flags.json ? `${exchangeJson(exchange)}\n` : exchangeText(exchange, painter(stdout, env)));
    return 0;
  }
  const found = present(await history.turn(summary.exchangeId, summary.index));
  stdout.write(flags.json ? `${JSON.stringify({ summary: found.summary, turn: found.turn })}\n` : turnText(number, found, painter(stdout, env)));
  return 0;
}

/** It was listed a moment ago; a prune may have come between. */
function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new CcxrayError("NOT_FOUND", "the turn has just been deleted from the journal", { hint: "To see what is left: ccxray sessions" });
  return value;
}
