import { spawnSync } from "node:child_process";
import type { Terminal } from "./terminal.ts";

/** Undoes what a killed full-screen program leaves behind: its screen, mouse and paste reporting, key modes, colours, hidden cursor. */
const RESET = [
  "\u001b[?1049l", // the alternate screen
  ...["1000", "1002", "1003", "1006"].map((mode) => `\u001b[?${mode}l`), // mouse reporting
  "\u001b[?1004l", // focus reporting
  "\u001b[?2004l", // bracketed paste
  "\u001b[<u", // kitty's keyboard protocol
  "\u001b[>4m", // xterm's modifyOtherKeys
  "\u001b[0m",
  "\u001b[?25h", // the cursor
].join("");

/** Puts a terminal in order after an agent was killed in it. Does nothing where there is no terminal. */
export function restoreTerminal({ stdout, stdinIsTTY, platform }: Terminal): void {
  if (!stdinIsTTY || stdout.isTTY !== true) return;
  stdout.write(RESET);
  // Echo and line editing belong to the device and not to the screen; where there is no stty, they stay as they are.
  if (platform !== "win32") spawnSync("stty", ["sane"], { stdio: ["inherit", "ignore", "ignore"] });
}
