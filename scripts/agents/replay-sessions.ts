import type { FakeUpstreamOptions } from "../../test/support/fake-upstream.ts";
import { COMMAND, FINAL_TEXT, type Reply } from "../../test/support/fake-upstream/reply.ts";
import { claude } from "./claude.ts";
import { codex } from "./codex.ts";
import { NOTES } from "./replay-places.ts";
import type { ReplaySession } from "./replay-scenario.ts";

const PROMPT = "Please read the notes.";
const SAYS = `${FINAL_TEXT} The notes in {{cwd}} are read.`;
const EVERYWHERE = ["here", "elsewhere", "offline"] as const;

/** A model that has three commands run, one of which names the agent's folder, and names it again at the end. */
function readingNotes(project: string): FakeUpstreamOptions {
  const commands = [COMMAND, `cat "${project}/${NOTES}"`, `cd "${project}" && ls *.txt`];
  const reply = (results: number): Reply => {
    const command = commands[results];
    return command === undefined ? { text: SAYS.replaceAll("{{cwd}}", project) } : { thinking: "A command will tell.", text: "Running a command.", command };
  };
  return { reply: ({ results, wantsJson }) => (wantsJson ? { text: '{"title":"Read the notes"}' } : reply(results)) };
}

const overWebSocket = codex({ prompt: PROMPT, login: "key", transport: "websocket" });
const ownOverWebSocket = codex({ prompt: PROMPT, login: "key", transport: "websocket", own: true });
const overHttp = codex({ prompt: PROMPT, login: "key", transport: "sse" });
const ofMessages = { upstream: readingNotes, places: EVERYWHERE, expect: { says: SAYS, asks: 4 } };
/** With the one that only warms up. */
const ofSockets = { ...ofMessages, expect: { says: SAYS, asks: 5 } };
/** It was recorded in other words. */
const otherTransport = { ...ofMessages, places: ["here"] as const, expect: { says: SAYS, asks: 4, drift: "transport" } };

/** Every way in which the real agents work, each recorded and replayed. */
export const replaySessions: readonly ReplaySession[] = [
  { name: "replay of codex, WebSocket", prepare: overWebSocket, ...ofSockets },
  { name: "replay of codex, events", prepare: overHttp, ...ofMessages },
  { name: "replay of codex, ChatGPT login, WebSocket", prepare: codex({ prompt: PROMPT, login: "chatgpt", transport: "websocket" }), ...ofSockets },
  { name: "replay of codex, ChatGPT login, zstd and events", prepare: codex({ prompt: PROMPT, login: "chatgpt", transport: "sse" }), ...ofMessages },
  { name: "replay of claude, key", prepare: claude({ prompt: PROMPT, login: "key" }), ...ofMessages },
  {
    name: "replay of claude, title and answer at the same time",
    prepare: claude({ prompt: PROMPT, login: "key", title: true }),
    ...ofSockets,
    places: ["here", "here", "elsewhere"],
  },
  { name: "replay of codex, WebSocket, to events", prepare: ownOverWebSocket, prepareReplay: overHttp, ...otherTransport },
  { name: "replay of codex, events, to WebSocket", prepare: overHttp, prepareReplay: ownOverWebSocket, ...otherTransport },
];
