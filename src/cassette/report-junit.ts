import type { Judgement, Verdict } from "../domain/verdict.ts";
import { askText, fails, reasonText, remedyFor, type Report } from "./report.ts";
import { diffText } from "./report-diff.ts";

/** The report as JUnit XML: a test case for each ask, each turn left over, and the command. */
export function reportJunit(report: Report): string {
  const { judgement, cassettes, commandStatus } = report;
  const cases = [
    ...judgement.verdicts.map((verdict) => askCase(verdict, report)),
    ...judgement.leftOver.map((left) => leftOverCase(left, report)),
    ...(commandStatus === undefined ? [] : [commandCase(commandStatus)]),
  ];
  const count = (inside: string): number => cases.filter(({ body }) => body.includes(inside)).length;
  const totals = { tests: cases.length, failures: count("<failure"), errors: 0, skipped: count("<skipped") };
  const suite = element("testsuite", { name: `ccxray replay ${cassettes.join(" ")}`, ...totals, time: 0 }, cases.map(({ attributes, body }) => element("testcase", attributes, body)).join(""));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element("testsuites", { name: "ccxray replay", ...totals, time: 0 }, suite)}`;
}

interface Case {
  readonly attributes: Readonly<Record<string, string | number>>;
  /** XML. */
  readonly body: string;
}

function askCase(verdict: Verdict, report: Report): Case {
  const { n, provider, type, recorded } = verdict;
  const name = `${n} ${askText(verdict)}`;
  const told = [reasonText(verdict), recorded === undefined ? "" : `recorded as ${recorded}`, ...verdict.differences.map((one) => `${one.part}\n${diffText(one)}`), remedyFor(verdict) ?? ""];
  const text = told.filter(Boolean).join("\n\n");
  const attributes = { name, classname: `replay.${provider}`, time: 0 };
  if (fails(verdict, report)) return { attributes, body: element("failure", { type, message: `${type}: ${reasonText(verdict)}` }, escaped(text)) };
  return { attributes, body: type === "exact" ? "" : element("system-out", {}, escaped(`${type}: ${text}`)) };
}

function leftOverCase({ name, provider, path, shape }: Judgement["leftOver"][number], { allowLeftOver }: Report): Case {
  const message = "recorded, and never asked for";
  const body = allowLeftOver ? element("skipped", { message }, "") : element("failure", { type: "leftOver", message }, "");
  return { attributes: { name: `${name} ${path} (${shape})`, classname: `leftover.${provider}`, time: 0 }, body };
}

function commandCase(status: number): Case {
  const body = status === 0 ? "" : element("failure", { type: "command", message: `the command ended with ${status}` }, "");
  return { attributes: { name: "command", classname: "command", time: 0 }, body };
}

function element(name: string, attributes: Readonly<Record<string, string | number>>, body: string): string {
  const head = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escaped(String(value))}"`)].join(" ");
  if (body === "") return `<${head}/>\n`;
  return `<${head}>${body.startsWith("<") ? "\n" : ""}${body}</${name}>\n`;
}

/** Characters that XML 1.0 (2.2) cannot hold, not even escaped. */
const NOT_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

function escaped(text: string): string {
  return text
    .replace(NOT_XML, "\u{FFFD}")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
