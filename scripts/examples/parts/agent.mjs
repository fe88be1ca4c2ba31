import { readFile } from "node:fs/promises";

export const SYSTEM = `You are a small example of an agent. You work in ${process.cwd()}.`;

/** The one thing that the model may do here; `parameters` is JSON Schema. */
export const READ_FILE = {
  name: "read_file",
  description: "Reads a text file.",
  parameters: { type: "object", properties: { path: { type: "string" } }, required: ["path"] },
};

/**
 * Talks with a model until it wants nothing more. A conversation is three functions in the words of one API: `tell`
 * says what a person said, `ask` gets `{ text, calls: [{ id, name, input }] }`, `give` hands over what the calls brought.
 */
export async function runAgent({ tell, ask, give }) {
  tell(process.argv.slice(2).join(" ") || "Say hello.");
  for (;;) {
    const { text, calls } = await ask();
    if (text) console.log(text);
    if (calls.length === 0) return;
    give(await Promise.all(calls.map(async ({ id, name, input }) => ({ id, name, output: await readFile(input.path, "utf8") }))));
  }
}
