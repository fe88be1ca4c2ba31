import { type Paint, safeLine, type Style } from "./terminal.ts";

/** What one look of the doctor found. `none`: nothing is wrong, there is just nothing there. */
export interface Check {
  readonly name: string;
  readonly state: "ok" | "none" | "warn" | "fail";
  readonly detail: string;
  /** What to do. */
  readonly hint?: string;
}

const MARKS: Readonly<Record<Check["state"], readonly [Style, string]>> = {
  ok: ["green", "ok  "],
  none: ["gray", "–   "],
  warn: ["yellow", "warn"],
  fail: ["red", "fail"],
};

/** The checks as lines, each with its hint below it. */
export function checkLines(checks: readonly Check[], paint: Paint): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  return checks
    .flatMap(({ name, state, detail, hint }) => [
      `${paint(...MARKS[state])}  ${name.padEnd(width)}  ${safeLine(detail)}`,
      ...(hint === undefined ? [] : [`      ${" ".repeat(width)}  ${paint("gray", safeLine(hint))}`]),
    ])
    .join("\n");
}
