import type { Command } from "./command.ts";
import { cassetteArgs } from "./flags.ts";

const { output, force, json, quiet, help, "allow-unclaimed": allowUnclaimed, ...pruneChoice } = cassetteArgs;
const file = { takesFiles: true, operands: "FILE…" } as const;

/** The commands that look at cassettes and change them. */
export const cassetteCommands: Readonly<Record<string, Command>> = {
  "cassette inspect": {
    ...file,
    summary: "Say what cassettes hold: exchanges, asks, sizes",
    args: { json, help },
    examples: [["ccxray cassette inspect cassettes/hello.json", "a row an ask"]],
    load: async () => (await import("./cassette-look.ts")).cassetteInspect,
  },
  "cassette check": {
    ...file,
    summary: "Look for secrets, private paths, broken references and exchanges of unknown protocols",
    args: { "allow-unclaimed": allowUnclaimed, json, quiet, help },
    examples: [["ccxray cassette check cassettes/*.json", "exit status 1 when there is anything"]],
    load: async () => (await import("./cassette-look.ts")).cassetteCheck,
  },
  "cassette diff": {
    ...file,
    operands: "FILE FILE",
    summary: "Say where two cassettes differ, ask by ask",
    args: { json, help },
    examples: [["ccxray cassette diff old.json new.json", "exit status 1 when they differ"]],
    load: async () => (await import("./cassette-look.ts")).cassetteDiff,
  },
  "cassette prune": {
    ...file,
    operands: "FILE",
    summary: "Take exchanges out that no replay needs",
    args: { ...pruneChoice, output, force, json, quiet, help },
    examples: [
      ["ccxray cassette prune --side-requests cassettes/hello.json", "in its place; -o writes another file"],
      ["ccxray cassette prune --unplayed replay.json cassettes/hello.json", "keep what a replay asked for"],
    ],
    load: async () => (await import("./cassette-change.ts")).cassettePrune,
  },
  "cassette redact": {
    ...file,
    operands: "FILE",
    summary: "Take secrets and places out once more, as this machine knows them",
    args: { output, force, json, quiet, help },
    examples: [["ccxray cassette redact cassettes/hello.json", "in its place; -o writes another file"]],
    load: async () => (await import("./cassette-change.ts")).cassetteRedact,
  },
  "cassette migrate": {
    ...file,
    summary: "Write cassettes in the newest version of the format",
    args: { json, quiet, help },
    examples: [["ccxray cassette migrate cassettes/*.json", "each in its place"]],
    load: async () => (await import("./cassette-change.ts")).cassetteMigrate,
  },
  "cassette schema": {
    summary: "Print the JSON Schema of cassettes",
    args: { json, help },
    examples: [["ccxray cassette schema > cassette.schema.json", "for editors and other programs"]],
    load: async () => (await import("./cassette-look.ts")).cassetteSchemaCommand,
  },
};
