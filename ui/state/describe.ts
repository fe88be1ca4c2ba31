import type { TurnSummary } from "../../src/domain/session.ts";
import { withinProject } from "./format.ts";
import { PHASES } from "./turn-facts.ts";

/** A turn in two lines: who did what. */
export interface Description {
  /** A person's words open the row; otherwise the model's deed does. */
  readonly lead: Line;
  readonly second: Line;
}

export type Line =
  | { readonly type: "person"; readonly text: string }
  | { readonly type: "tool"; readonly name: string; readonly hint: string; readonly failed: boolean; readonly more: number }
  | { readonly type: "answer"; readonly text: string }
  | { readonly type: "phase"; readonly text: string }
  | { readonly type: "trouble"; readonly text: string }
  | { readonly type: "quiet"; readonly text: string };

/** Our own sentence of a failure may begin with it: what happened must not be cut off behind it. The detail has it. */
const ORIGIN = /^(?:https?|wss?):\/\/\S+(?= )/;

export function describe(turn: TurnSummary): Description {
  const deed = deedOf(turn);
  if (turn.fromUser && turn.asked) return { lead: { type: "person", text: turn.asked }, second: deed };
  const answered = lastLine(turn.answered);
  if (deed.type !== "answer" && answered) return { lead: deed, second: { type: "quiet", text: answered } };
  return { lead: deed, second: { type: "quiet", text: turn.asked ? `← ${turn.asked}` : "" } };
}

function deedOf(turn: TurnSummary): Line {
  const answered = lastLine(turn.answered);
  if (turn.state === "failed" || (turn.status ?? 0) >= 400) return { type: "trouble", text: troubleOf(turn) };
  if (turn.state === "running" && !(turn.phase === "text" && answered)) return { type: "phase", text: `${PHASES[turn.phase]}…` };
  const tool = turn.tools.find(({ failed }) => failed) ?? turn.tools[0];
  if (tool) return { type: "tool", name: tool.name, hint: withinProject(tool.hint, turn.cwd), failed: tool.failed === true, more: turn.tools.length - 1 };
  if (answered) return { type: "answer", text: answered };
  if (turn.kind === "prewarm") return { type: "quiet", text: "fills the cache" };
  return { type: "quiet", text: turn.error ?? "no answer" };
}

function troubleOf({ error, status }: TurnSummary): string {
  if (error === undefined) return `The API answered ${status ?? "nothing"}`;
  return status === undefined ? error.replace(ORIGIN, "The upstream") : error;
}

/** The first line says what it is about; while it streams, the last one is the news. */
function lastLine(text: string): string {
  return text.split("\n").findLast((line) => line.trim() !== "") ?? "";
}
