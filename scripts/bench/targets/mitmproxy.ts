import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../../test/support/free-port.ts";
import type { Target } from "../target.ts";
import { installed } from "./installed.ts";
import { startListening } from "./listening.ts";

/** Without it, an event would reach the client only when the stream is over. */
const STREAM_EVENTS = `
def responseheaders(flow):
    flow.response.stream = "text/event-stream" in flow.response.headers.get("content-type", "")
`;

/** mitmproxy as a reverse proxy that writes what passes to a file; undefined where it is not installed. */
export function mitmproxy(): Target | undefined {
  const file = installed("mitmdump");
  return file === undefined ? undefined : { name: "mitmproxy", about: `${file}, event streams passed on at once, flows written`, start: (upstream, folder) => start(file, upstream, folder) };
}

async function start(file: string, upstream: string, folder: string): ReturnType<Target["start"]> {
  const port = await freePort();
  writeFileSync(join(folder, "stream-events.py"), STREAM_EVENTS);
  const listening = ["--mode", `reverse:${upstream}`, "--listen-host", "127.0.0.1", "--listen-port", String(port)];
  return startListening([file, "-q", ...listening, "-s", join(folder, "stream-events.py"), "-w", join(folder, "flows")], port, folder);
}
