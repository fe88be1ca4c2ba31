import { EventEmitter } from "node:events";
import { expect, test, vi } from "vitest";
import { runAgent, type RunParts } from "../../../src/agents/run-agent.ts";
import { listenForSignals, type StopSignal } from "../../../src/platform/signals.ts";

class FakeChild extends EventEmitter {
  readonly killed: unknown[] = [];
  kill(signal?: unknown): boolean {
    this.killed.push(signal);
    return true;
  }
}

function stage(interactive = true) {
  const source = new EventEmitter();
  const exit = vi.fn<(status: number) => void>();
  const signals = listenForSignals(source, exit);
  const child = new FakeChild();
  const spawn = vi.fn<RunParts["spawn"]>(() => child as never);
  const restoreTerminal = vi.fn<() => void>();
  const run = () => runAgent({ file: "/bin/agent", args: ["a b"], env: { A: "1" }, verbatim: false, notices: [] }, { spawn, signals, interactive, restoreTerminal });
  const send = (signal: StopSignal) => source.emit(signal);
  return { source, exit, signals, child, spawn, restoreTerminal, run, send };
}

test("the agent has this terminal, its own arguments and environment, and no shell", async () => {
  const { child, spawn, run } = stage();

  const status = run();
  child.emit("exit", 0, null);

  expect(await status).toBe(0);
  expect(spawn.mock.calls[0]).toEqual(["/bin/agent", ["a b"], expect.objectContaining({ stdio: "inherit", env: { A: "1" } })]);
  expect(spawn.mock.calls[0]?.[2].shell).toBeUndefined();
});

test.each([0, 1, 42, 255])("its status %i is ours", async (code) => {
  const { child, run, restoreTerminal } = stage();

  const status = run();
  child.emit("exit", code, null);

  expect(await status).toBe(code);
  expect(restoreTerminal).not.toHaveBeenCalled();
});

test.each([
  ["SIGHUP", 129],
  ["SIGINT", 130],
  ["SIGKILL", 137],
  ["SIGSEGV", 139],
  ["SIGTERM", 143],
])("killed by %s the status is %i, and the terminal is put in order", async (signal, expected) => {
  const { child, run, restoreTerminal } = stage();

  const status = run();
  child.emit("exit", null, signal);

  expect(await status).toBe(expected);
  expect(restoreTerminal).toHaveBeenCalledOnce();
});

test("Ctrl-C is the agent's: not passed on a second time, and it does not end us", async () => {
  const { child, run, send, exit, signals } = stage();

  const status = run();
  for (let i = 0; i < 3; i++) send("SIGINT");
  child.emit("exit", 3, null);

  expect(await status).toBe(3);
  expect(child.killed).toEqual([]);
  expect(exit).not.toHaveBeenCalled();
  expect(signals.stopped).toBeUndefined();
});

test("SIGTERM and SIGHUP are passed on, as often as they come", async () => {
  const { child, run, send } = stage();

  const status = run();
  send("SIGTERM");
  send("SIGHUP");
  send("SIGTERM");
  child.emit("exit", null, "SIGTERM");
  await status;

  expect(child.killed).toEqual(["SIGTERM", "SIGHUP", "SIGTERM"]);
});

test("without a terminal nobody else sends Ctrl-C to the agent, so it is passed on", async () => {
  const { child, run, send } = stage(false);

  const status = run();
  send("SIGINT");
  child.emit("exit", null, "SIGINT");
  await status;

  expect(child.killed).toEqual(["SIGINT"]);
});

test("a signal before the agent starts prevents it", async () => {
  const { spawn, run, send } = stage();

  send("SIGTERM");

  expect(await run()).toBe(143);
  expect(spawn).not.toHaveBeenCalled();
});

test("without an agent the first signal asks to stop, the second ends at once", async () => {
  const { signals, send, exit } = stage();

  send("SIGINT");
  expect(await signals.stop).toBe("SIGINT");
  expect(exit).not.toHaveBeenCalled();
  send("SIGTERM");

  expect(exit).toHaveBeenCalledExactlyOnceWith(143);
});

test("after the agent has ended signals are ours again", async () => {
  const { child, run, send, signals, exit } = stage();
  const status = run();
  child.emit("exit", 0, null);
  await status;

  send("SIGTERM");

  expect(signals.stopped).toBe("SIGTERM");
  expect(exit).not.toHaveBeenCalled();
  expect(child.killed).toEqual([]);
});

test("what cannot be started is an agent not found", async () => {
  const { child, run } = stage();

  const status = run();
  child.emit("error", Object.assign(new Error("spawn EACCES"), { code: "EACCES" }));

  await expect(status).rejects.toMatchObject({ code: "AGENT_NOT_FOUND", message: expect.stringContaining("EACCES") });
});

test("closed, it listens no longer", () => {
  const { source, signals } = stage();

  signals.close();

  expect(source.eventNames()).toEqual([]);
});

test("a real process: its status and its signal", async () => {
  const { spawn } = await import("node:child_process");
  const { signals, restoreTerminal } = stage();
  const run = (script: string) =>
    runAgent({ file: process.execPath, args: ["-e", script], env: {}, verbatim: false, notices: [] }, { spawn, signals, interactive: false, restoreTerminal });

  expect(await run("process.exitCode = 7")).toBe(7);
  expect(await run("process.kill(process.pid, 'SIGKILL')")).toBe(137);
});
