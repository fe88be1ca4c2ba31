import type { Command } from "./command.ts";
import { cassetteCommands } from "./cassette-commands.ts";
import { commonArgs, recordArgs, replayArgs, runArgs } from "./flags.ts";

const { "retention-days": retentionDays } = runArgs;
const { home, json, quiet, help } = commonArgs;

/** Every command by its words. A group, such as `journal`, is the commands that start with its word. */
export const commands: Readonly<Record<string, Command>> = {
  proxy: {
    summary: "Stand between an agent and its API, and journal what passes",
    operands: "[agent [args…] | -- command…]",
    args: runArgs,
    takesAgent: true,
    examples: [
      ["ccxray proxy codex", "run Codex through ccxray"],
      ["ccxray claude --continue", "the short form; what follows the agent's name is the agent's"],
      ["ccxray proxy --port 5600 --no-browser", "only listen; point agents at it yourself"],
      ["ccxray proxy --upstream openai=http://127.0.0.1:8080/v1 codex", "another upstream"],
      ["ccxray proxy -- npm test", "any command, with every known base-URL variable set"],
    ],
    load: async () => (await import("./proxy.ts")).proxy,
  },
  record: {
    summary: "Run an agent as proxy does, and make a cassette of what passed",
    operands: "[agent [args…] | -- command…]",
    args: recordArgs,
    takesAgent: true,
    examples: [
      ["ccxray record -o cassettes/hello.json codex exec hello", "run Codex, then write the cassette"],
      ["ccxray record -- npm test", "any command; the file is named after it"],
      ["ccxray record -o cassettes/x.json --append claude -p more", "add to a cassette"],
      ["ccxray record --session latest -o cassettes/x.json", "a session that the journal holds already, also one that was killed"],
    ],
    load: async () => (await import("./record.ts")).record,
  },
  replay: {
    summary: "Answer from cassettes in the place of the API, and judge what was asked",
    operands: "FILE… [agent [args…] | -- command…]",
    args: replayArgs,
    takesAgent: true,
    takesFiles: true,
    examples: [
      ["ccxray replay cassettes/hello.json codex exec hello", "run Codex against the recording"],
      ["ccxray replay cassettes/*.json --report junit=replay.xml -- npm test", "any command, with a report for CI"],
      ["ccxray replay cassettes/hello.json", "only serve; Ctrl-C ends it with the judgement"],
      ["ccxray replay --match exact --no-drift cassettes/hello.json -- npm test", "nothing may differ"],
      ["ccxray replay --on-miss record cassettes/hello.json claude", "ask the real API for what is missing, and keep it"],
    ],
    load: async () => (await import("./replay.ts")).replay,
  },
  ...cassetteCommands,
  sessions: {
    summary: "List the sessions in the journal, newest first",
    args: { limit: { type: "string", valueHint: "number", description: "At most so many (default 20; 0 for all)" }, home, json, help },
    examples: [
      ["ccxray sessions", "the last 20"],
      ["ccxray sessions --limit 0 --json", "all of them, for a program"],
    ],
    load: async () => (await import("./sessions.ts")).sessions,
  },
  show: {
    summary: "Show the turns of a session, or one turn whole",
    operands: "SESSION[/TURN]",
    args: {
      session: { type: "positional", required: true, description: "A session's id or the start of it, or latest; TURN counts from 1" },
      raw: { type: "boolean", description: "What went over the wire, message by message (secrets masked)" },
      home,
      json,
      help,
    },
    examples: [
      ["ccxray show latest", "the turns of the last session"],
      ["ccxray show 0199c1/3", "its third turn: what was asked, tools, answer, usage"],
      ["ccxray show latest/1 --raw", "the messages of that turn as they were sent"],
    ],
    load: async () => (await import("./show.ts")).show,
  },
  status: {
    summary: "Say which ccxray runs here, and where its dashboard is",
    args: { home, json, help },
    examples: [["ccxray status", "is one running?"]],
    load: async () => (await import("./status.ts")).status,
  },
  doctor: {
    summary: "Check runtime, journal, ports, agents and the way to the upstreams",
    args: runArgs,
    examples: [
      ["ccxray doctor", "everything, with hints"],
      ["ccxray doctor --json", "the same with the whole configuration, secrets masked"],
    ],
    load: async () => (await import("./doctor.ts")).doctor,
  },
  "journal stats": {
    summary: "Say what the journal holds and what it weighs",
    args: { home, json, help },
    examples: [["ccxray journal stats", "counts and sizes"]],
    load: async () => (await import("./journal.ts")).journalStatsCommand,
  },
  "journal prune": {
    summary: "Delete exchanges that are too old",
    args: { "retention-days": retentionDays, home, json, quiet, help },
    examples: [["ccxray journal prune --retention-days 7", "keep one week"]],
    load: async () => (await import("./journal.ts")).journalPruneCommand,
  },
  "journal vacuum": {
    summary: "Give the journal's free space back to the file system",
    args: { home, json, quiet, help },
    examples: [["ccxray journal vacuum", "after a prune"]],
    load: async () => (await import("./journal.ts")).journalVacuumCommand,
  },
};
