import { startProxy, upstreamsAt } from "../../../test/support/start-proxy.ts";
import type { Target } from "../target.ts";

/** Longest life of a proxy in milliseconds. */
const LIMIT = 15 * 60_000;

/** `command`: the program and its first arguments. Its journal is on. */
export function ccxray(command: readonly [file: string, ...args: string[]]): Target {
  return {
    name: "ccxray",
    about: `${command.join(" ")} proxy, journal on`,
    async start(upstream, folder) {
      const proxy = await startProxy({ command }, { home: folder, upstreams: upstreamsAt(upstream), args: ["--no-browser"], limit: LIMIT });
      return {
        origin: proxy.agentUrl,
        pid: proxy.pid,
        async close() {
          const { code, stderr } = await proxy.close();
          if (stderr !== "") process.stderr.write(`ccxray said, and ended with ${code}:\n${stderr}`);
        },
      };
    },
  };
}
