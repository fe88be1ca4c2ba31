import { spawn } from "node:child_process";

const FORWARDED = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];

/** Runs a program in this terminal and makes its end ours: the same exit code, or death by the same signal. */
export async function run(command, args) {
  const { code, signal } = await end(command, args);
  if (signal !== null) process.kill(process.pid, signal);
  process.exitCode = code ?? 1;
}

/** Runs a program; when it fails, this process ends as it did. */
export async function runToSuccess(command, args) {
  const { code, signal } = await end(command, args);
  if (signal !== null) process.kill(process.pid, signal);
  if (code !== 0) process.exit(code ?? 1);
}

/** Resolves when the program is over; until then signals are its business. */
function end(command, args) {
  const child = spawn(command, args, { stdio: "inherit" });
  // A terminal sends Ctrl-C to every process in it, so the child has that one already.
  const forward = (signal) => (signal === "SIGINT" && process.stdin.isTTY ? undefined : child.kill(signal));
  for (const signal of FORWARDED) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      for (const forwarded of FORWARDED) process.off(forwarded, forward);
      resolve({ code, signal });
    });
  });
}
