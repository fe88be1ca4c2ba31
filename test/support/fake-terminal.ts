import type { Terminal } from "../../src/cli/terminal.ts";
import type { Env } from "../../src/platform/env.ts";

/** A terminal that keeps what is written to it. */
export interface FakeTerminal extends Terminal {
  readonly out: () => string;
  readonly err: () => string;
}

/** Without `columns` both ways out are pipes. */
export function fakeTerminal(env: Env = {}, columns?: number): FakeTerminal {
  const written = { out: "", err: "" };
  const output = (name: "out" | "err") => ({
    write: (text: string) => {
      written[name] += text;
    },
    ...(columns !== undefined && { isTTY: true, columns }),
  });
  return { env, stdout: output("out"), stderr: output("err"), stdinIsTTY: columns !== undefined, platform: "linux", out: () => written.out, err: () => written.err };
}
