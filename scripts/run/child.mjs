import { spawn } from "node:child_process";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];

/** A terminal sends these to every process in it, so the child has them already. */
const FROM_TERMINAL = new Set(["SIGINT", "SIGHUP", "SIGQUIT"]);

/** Runs a program in this terminal and makes its end ours: the same exit code, or death by the same signal. */
export async function run(command, args) {
  const { code, signal } = await end(command, args, "inherit");
  if (signal !== null) process.kill(process.pid, signal);
  process.exitCode = code ?? 1;
}

/** Runs a program that only prepares, so all it says goes to stderr; when it fails, this process ends as it did. */
export async function runToSuccess(command, args) {
  const { code, signal } = await end(command, args, process.stderr);
  if (signal !== null) process.kill(process.pid, signal);
  if (code !== 0) process.exit(code ?? 1);
}

/** Resolves when the program is over; until then signals are its business. */
function end(command, args, stdout) {
  const child = spawn(command, args, { stdio: ["inherit", stdout, "inherit"] });
  const inTerminal = process.stdin.isTTY;
  const forward = (signal) => (inTerminal && FROM_TERMINAL.has(signal) ? undefined : child.kill(signal));
  for (const signal of SIGNALS) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      for (const each of SIGNALS) process.off(each, forward);
      resolve({ code, signal });
    });
  });
}
