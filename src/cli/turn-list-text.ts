import type { SessionSummary, TurnSummary } from "../domain/session.ts";
import { type Column, tableLines } from "./table.ts";
import { type Paint, safeLine } from "./terminal.ts";
import { count, duration, localTime } from "./units.ts";
import { totalTokens, usageText } from "./usage-text.ts";

const COLUMNS: readonly Column[] = [
  { title: "TURN", align: "right" },
  { title: "WHEN" },
  { title: "MODEL", shrinks: true },
  { title: "STATE" },
  { title: "TOOK", align: "right" },
  { title: "TOKENS", align: "right" },
  { title: "TOOLS", shrinks: true },
  { title: "ASKED", shrinks: true },
];

/** A session and its turns, for a terminal of that width. */
export function turnListText({ session, turns }: { readonly session: SessionSummary; readonly turns: readonly TurnSummary[] }, paint: Paint, width: number): string {
  const [head = "", ...rows] = tableLines(COLUMNS, turns.map(cells), width);
  const facts = [
    [session.agent, session.agentVersion].filter(Boolean).join(" "),
    session.cwd ?? "",
    session.models.join(", "),
    `${session.turns} turns${session.errors > 0 ? `, ${session.errors} failed` : ""}`,
    `tokens: ${usageText(session.usage)}`,
  ];
  return [
    paint("bold", safeLine(session.title) || "(no title)"),
    paint("gray", safeLine(session.id)),
    facts.map(safeLine).filter(Boolean).join(" · "),
    "",
    paint("bold", head),
    ...rows,
    "",
  ].join("\n");
}

function cells(turn: TurnSummary, position: number): readonly string[] {
  return [
    String(position + 1),
    localTime(turn.startedAt),
    safeLine(turn.model),
    stateOf(turn),
    turn.durationMs === undefined ? "" : duration(turn.durationMs),
    turn.usage ? count(totalTokens(turn.usage)) : "",
    safeLine(turn.tools.map(({ name }) => name).join(", ")),
    safeLine(turn.error ?? turn.asked),
  ];
}

function stateOf({ state, kind, phase, status }: TurnSummary): string {
  const said = state === "running" ? phase : state;
  const code = state === "failed" && status !== undefined && status >= 400 ? ` ${status}` : "";
  return kind === "turn" ? said + code : `${said + code} (${kind})`;
}
