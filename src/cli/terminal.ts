import { isatty } from "node:tty";
import { stripVTControlCharacters, styleText } from "node:util";
import { type Env, processEnv } from "../platform/env.ts";

/** One of the two ways out. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** Width in characters; absent when it is no terminal. */
  readonly columns?: number;
}

/** What a command talks to: results go to `stdout`, everything said about them to `stderr`. */
export interface Terminal {
  readonly env: Env;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdinIsTTY: boolean;
  readonly platform: NodeJS.Platform;
}

/** The process's own terminal. */
export function processTerminal(): Terminal {
  return {
    env: processEnv(),
    stdout: process.stdout,
    stderr: process.stderr,
    stdinIsTTY: isatty(0),
    platform: process.platform,
  };
}

export type Style = "bold" | "dim" | "gray" | "red" | "green" | "yellow" | "cyan";
export type Paint = (style: Style, text: string) => string;

/** Colours for one output: only on a terminal that has them, and never with `NO_COLOR` (no-color.org) or `TERM=dumb`. */
export function painter(output: Output, env: Env): Paint {
  const colourful = output.isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb";
  return (style, text) => (colourful ? styleText(style, text, { validateStream: false }) : text);
}

/** Control characters other than line feed and tab, and the marks that reorder text (Unicode TR 36). */
const UNSAFE = /[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text of others, safe for a terminal: no escape sequences, no control characters but line feed and tab. */
export function safeText(text: string): string {
  return stripVTControlCharacters(text).replace(UNSAFE, "");
}

/** As `safeText`, on one line. */
export function safeLine(text: string): string {
  return safeText(text.replace(/\s+/g, " ")).trim();
}
