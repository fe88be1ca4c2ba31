import { type ConsolaInstance, createConsola, LogLevels } from "consola/core";
import { painter, type Style, type Terminal } from "./terminal.ts";

const LABELS: Readonly<Record<string, readonly [style: Style, label: string]>> = {
  error: ["red", "ccxray: "],
  fatal: ["red", "ccxray: "],
  warn: ["yellow", "ccxray: "],
  log: ["gray", ""],
};

/** What ccxray says about itself: one line each, on stderr. Quiet keeps warnings and errors. */
export function createNotices(terminal: Terminal, quiet: boolean): ConsolaInstance {
  const paint = painter(terminal.stderr, terminal.env);
  return createConsola({
    level: quiet ? LogLevels.warn : LogLevels.info,
    throttle: 0,
    reporters: [
      {
        log({ type, args }) {
          const [style, label] = LABELS[type] ?? ["cyan", ""];
          const text = args.map(String).join(" ");
          terminal.stderr.write(label === "" ? `${paint(style, text)}\n` : `${paint(style, label)}${text}\n`);
        },
      },
    ],
  });
}
