import type { TurnSummary } from "../domain/session.ts";
import type { Block, Turn } from "../domain/turn.ts";
import { type Paint, safeLine, safeText } from "./terminal.ts";
import { duration, localTime } from "./units.ts";
import { usageText } from "./usage-text.ts";

/** One turn whole, for a terminal: what was asked, what was answered, how it ended. */
export function turnText(number: number, { summary, turn }: { readonly summary: TurnSummary; readonly turn: Turn }, paint: Paint): string {
  const parts = [
    head(number, summary, turn, paint),
    part("Asked", asked(summary, turn), paint),
    ...turn.output.map((block) => blockText(block, paint)),
    ...(turn.error === undefined ? [] : [part("Error", safeText(turn.error), paint)]),
    part("Usage", turn.usage ? usageText(turn.usage) : "not told", paint),
    ...turn.problems.map((problem) => part("Not understood", safeLine(problem), paint)),
  ];
  return `${parts.join("\n\n")}\n`;
}

function head(number: number, summary: TurnSummary, turn: Turn, paint: Paint): string {
  const model = turn.servedModel === undefined ? turn.model : `${turn.model}, answered by ${turn.servedModel}`;
  const facts = [
    localTime(summary.startedAt),
    model,
    turn.state === "running" ? turn.phase : turn.state,
    turn.stopReason ?? "",
    summary.durationMs === undefined ? "" : duration(summary.durationMs),
    `${summary.transport} ${turn.status ?? ""}`,
  ];
  return [
    paint("bold", `Turn ${number}${turn.kind === "turn" ? "" : ` (${turn.kind})`}`) + ` · ${facts.map(safeLine).filter(Boolean).join(" · ")}`,
    paint("gray", `exchange ${safeLine(summary.exchangeId)}${summary.index > 0 ? `, ask ${summary.index + 1}` : ""}`),
  ].join("\n");
}

/** The last thing in the model's input: the person's words, or the tools' results. */
function asked(summary: TurnSummary, turn: Turn): string {
  const last = turn.input.findLast(({ role }) => role === "user" || role === "tool");
  const text = last?.blocks.map(plainBlock).filter(Boolean).join("\n") ?? "";
  return safeText(text || summary.asked || "(nothing)");
}

function blockText(block: Block, paint: Paint): string {
  switch (block.type) {
    case "text":
      return part("Answer", safeText(block.text), paint);
    case "thinking":
      return part("Thinking", block.text === "" ? "(hidden by the provider)" : safeText(block.text), paint);
    case "toolCall":
      return part(`Tool ${safeLine(block.name)}`, safeText(typeof block.input === "string" ? block.input : JSON.stringify(block.input, null, 2)), paint);
    case "toolResult":
      return part(block.isError ? "Tool failed" : "Tool result", safeText(block.content), paint);
    case "unknown":
      return part(safeLine(block.label), safeText(JSON.stringify(block.raw)), paint);
  }
}

function plainBlock(block: Block): string {
  if (block.type === "text" || block.type === "thinking") return block.text;
  if (block.type === "toolResult") return block.isError ? `(failed) ${block.content}` : block.content;
  return block.type === "toolCall" ? `${block.name} ${JSON.stringify(block.input)}` : block.label;
}

function part(title: string, text: string, paint: Paint): string {
  return `${paint("cyan", title)}\n${text.trimEnd().replace(/^/gm, "  ")}`;
}
