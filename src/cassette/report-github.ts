import type { Difference, Verdict } from "../domain/verdict.ts";
import { askText, conclusionOf, conclusionText, fails, reasonText, remedyFor, type Report } from "./report.ts";
import { diffText } from "./report-diff.ts";

/** GitHub shows ten annotations of a kind for each step. */
const MOST = 10;
/** A step summary may have 1 MiB; a few differences tell what is going on. */
const MOST_DIFFS = 20;

/** Workflow commands for GitHub Actions: an error for what fails, a warning for drift. One a line. */
export function githubAnnotations(report: Report): string {
  const { verdicts, leftOver } = report.judgement;
  const file = report.cassettes[0] ?? "";
  const failed = verdicts.filter((verdict) => fails(verdict, report));
  const drifted = verdicts.filter((verdict) => verdict.type === "drift" && verdict.kind === "turn" && !fails(verdict, report));
  const lines = [
    ...failed.slice(0, MOST).map((verdict) => annotation("error", file, `Replay ${verdict.type}`, annotationText(verdict))),
    ...(leftOver.length > 0 && !report.allowLeftOver
      ? [annotation("error", file, "Replay left over", `never asked for: ${leftOver.map(({ name, path, shape }) => `${name} ${path} (${shape})`).join(", ")}`)]
      : []),
    ...drifted.slice(0, MOST).map((verdict) => annotation("warning", file, "Replay drift", annotationText(verdict))),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function annotationText(verdict: Verdict): string {
  const first = verdict.differences[0];
  const parts = [`ask ${verdict.n}, ${askText(verdict)}`, reasonText(verdict), first ? diffText(first) : "", remedyFor(verdict) ?? ""];
  return parts.filter(Boolean).join("\n");
}

function annotation(level: "error" | "warning", file: string, title: string, text: string): string {
  return `::${level} file=${property(file)},title=${property(title)}::${data(text)}`;
}

/** As the Actions toolkit escapes a command's data. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** In properties colon and comma have a meaning, too. */
function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** The step summary: Markdown with the table of asks, differences folded away. */
export function githubSummary(report: Report): string {
  const { judgement, cassettes } = report;
  const rows = judgement.verdicts.map((verdict) => row([String(verdict.n), verdict.type, askText(verdict), verdict.recorded ?? "", reasonText(verdict)]));
  const diffs = judgement.verdicts.flatMap((verdict) => verdict.differences.map((difference) => ({ verdict, difference })));
  return [
    `### ${conclusionOf(report) === "passed" ? "✅" : "❌"} ccxray replay ${escapedMarkdown(cassettes.join(", "))}`,
    escapedMarkdown(conclusionText(report)),
    ...(rows.length > 0 ? [[row(["Ask", "Verdict", "What", "Recorded", "Why"]), row(["---:", "---", "---", "---", "---"], false), ...rows].join("\n")] : []),
    ...diffs.slice(0, MOST_DIFFS).map(({ verdict, difference }) => folded(verdict, difference)),
    ...(diffs.length > MOST_DIFFS ? [`${diffs.length - MOST_DIFFS} more differences are in the JSON report.`] : []),
    ...(judgement.leftOver.length > 0 ? [`Left over: ${judgement.leftOver.map(({ name, path, shape }) => escapedMarkdown(`${name} ${path} (${shape})`)).join(", ")}`] : []),
  ].join("\n\n").concat("\n");
}

function row(cells: readonly string[], escape = true): string {
  return `| ${cells.map((cell) => (escape ? escapedMarkdown(cell) : cell)).join(" | ")} |`;
}

function folded({ n, type }: Verdict, difference: Difference): string {
  const text = diffText(difference);
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `<details><summary>Ask ${n}, ${type}: ${escapedMarkdown(difference.part)}</summary>\n\n${fence}diff\n${text}\n${fence}\n\n</details>`;
}

/** Text of others on one line, without a meaning for Markdown or HTML. */
function escapedMarkdown(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\\`*_{}[\]()#|~!]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
