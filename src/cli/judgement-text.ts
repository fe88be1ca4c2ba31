import { askText, conclusionOf, conclusionText, reasonText, remedyFor, type Report } from "../cassette/report.ts";
import type { Difference, Verdict } from "../domain/verdict.ts";
import { differenceText } from "./difference-text.ts";
import { type Column, tableLines } from "./table.ts";
import { type Paint, safeLine, type Style } from "./terminal.ts";

const COLUMNS: readonly Column[] = [{ title: "N", align: "right" }, { title: "VERDICT" }, { title: "ASK", shrinks: true }, { title: "RECORDED" }, { title: "WHY", shrinks: true }];

const STYLES: Readonly<Record<Verdict["type"], Style>> = { exact: "green", drift: "yellow", stubbed: "gray", miss: "red", live: "cyan" };

/** Beyond so many asks those that went exactly as recorded are only counted. */
const MOST_ROWS = 40;
const MOST_DIFFS = 10;

/** The whole judgement for a person: a row an ask, what differs, what is left over, and the conclusion. */
export function judgementText(report: Report, paint: Paint, width: number): string {
  const { verdicts, leftOver } = report.judgement;
  const sections = [
    ...(verdicts.length > 0 ? [asksTable(verdicts, paint, width)] : []),
    ...differenceSections(verdicts, paint),
    ...(leftOver.length > 0
      ? [[paint("bold", "Left over: recorded, and never asked for"), ...leftOver.map(({ name, path, shape }) => `  ${safeLine(`${name} ${path} (${shape})`)}`)].join("\n")]
      : []),
    conclusionLine(report, paint),
  ];
  return `${sections.join("\n\n")}\n`;
}

/** Only how it ended. */
function conclusionLine(report: Report, paint: Paint): string {
  const style: Style = conclusionOf(report) === "passed" ? "green" : "red";
  return paint(style, safeLine(`ccxray replay of ${report.cassettes.join(", ")}: ${conclusionText(report)}`));
}

/** A miss in a line, for the moment it happens. */
export function missText(verdict: Verdict): string {
  const nearest = verdict.recorded === undefined ? "" : `; nearest is ${verdict.recorded}`;
  return safeLine(`ask ${verdict.n}, ${askText(verdict)}, has no recorded answer: ${reasonText(verdict)}${nearest}`);
}

function asksTable(verdicts: readonly Verdict[], paint: Paint, width: number): string {
  const shown = verdicts.length > MOST_ROWS ? verdicts.filter(({ type }) => type !== "exact") : verdicts;
  const [head = "", ...lines] = tableLines(COLUMNS, shown.map(cells), width);
  const rest = verdicts.length - shown.length;
  return [
    ...(shown.length > 0 ? [paint("bold", head)] : []),
    ...lines.map((line, i) => coloured(line, shown[i], paint)),
    ...(rest > 0 ? [paint("gray", `${rest} more asks went exactly as they were recorded.`)] : []),
  ].join("\n");
}

function cells(verdict: Verdict): readonly string[] {
  return [String(verdict.n), verdict.type, safeLine(askText(verdict)), verdict.recorded ?? "", safeLine(reasonText(verdict))];
}

function coloured(line: string, verdict: Verdict | undefined, paint: Paint): string {
  return verdict === undefined ? line : line.replace(verdict.type, (word) => paint(STYLES[verdict.type], word));
}

/** What differs, each difference once: a system prompt that changed does so in every ask. */
function differenceSections(verdicts: readonly Verdict[], paint: Paint): readonly string[] {
  const seen = new Set<string>();
  const sections = verdicts.flatMap((verdict) => {
    if (verdict.type === "exact" || verdict.type === "stubbed") return [];
    const news = verdict.differences.filter((difference) => isNew(seen, difference));
    const remedy = remedyFor(verdict);
    if (news.length === 0 && remedy === undefined) return [];
    const title = `Ask ${verdict.n}, ${verdict.type}${verdict.recorded === undefined ? "" : `, nearest recorded: ${verdict.recorded}`}`;
    // After the first item that differs the conversation has gone another way; its rest says little.
    const told = news.filter(({ part }, i) => !part.startsWith("conversation") || news.findIndex((one) => one.part.startsWith("conversation")) === i);
    return [[paint("bold", title), ...told.map((one) => differenceText(one, paint)), ...(remedy === undefined ? [] : [`  ${paint("cyan", remedy)}`])].join("\n")];
  });
  const more = sections.length - MOST_DIFFS;
  return more > 0 ? [...sections.slice(0, MOST_DIFFS), paint("gray", `${more} more asks differ; all of them are in the report: --report json=FILE`)] : sections;
}

function isNew(seen: Set<string>, { part, recorded, live }: Difference): boolean {
  const key = JSON.stringify([part, recorded, live]);
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}
