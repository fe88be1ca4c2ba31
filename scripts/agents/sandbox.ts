import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Folders of one scenario, and an environment in which an agent reaches nothing but this machine. */
export interface Sandbox {
  /** HOME of everything that runs in it. */
  readonly home: string;
  /** The project that the agent works on. */
  readonly project: string;
  readonly env: Readonly<Record<string, string>>;
  /** Writes a file below HOME. */
  readonly write: (path: string, text: string) => void;
  readonly remove: () => void;
}

/** Nobody listens on port 9 of loopback: what does not go through ccxray ends there. */
const DEAD_END = "http://127.0.0.1:9";
const LOOPBACK = "127.0.0.1,localhost,::1";

/** `commands`: the folder of the agents' own commands. */
export function createSandbox(commands: string): Sandbox {
  const root = mkdtempSync(join(tmpdir(), "ccxray-agents-"));
  const [home, project] = [join(root, "home"), join(root, "project")];
  for (const folder of [home, project]) mkdirSync(folder);
  writeFileSync(join(project, "README.md"), "A project to work on.\n");

  const proxies = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].flatMap((name) => [name, name.toLowerCase()]);
  const env = {
    // The agents' commands are scripts for the Node.js that runs this one.
    PATH: [commands, dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin"].join(":"),
    SHELL: "/bin/bash",
    NO_PROXY: LOOPBACK,
    no_proxy: LOOPBACK,
    ...Object.fromEntries(proxies.map((name) => [name, DEAD_END])),
  };
  return {
    home,
    project,
    env,
    write(path, text) {
      mkdirSync(dirname(join(home, path)), { recursive: true });
      writeFileSync(join(home, path), text, { mode: 0o600 });
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
