import type { Ask, Reply, ToolCall } from "../../test/support/fake-upstream/reply.ts";

const NOTES = "scripts/examples/notes";
const SAID: Readonly<Record<string, string>> = { monday: "On Monday, water the plants.", tuesday: "On Tuesday, bring the books back." };

/** What the model of the gallery says: it reads the notes of the days that it is asked about, then tells them; otherwise it says hello. */
export function replyAbout(cwd: string): (ask: Ask) => Reply {
  return ({ prompt, results }) => {
    const days = Object.keys(SAID).filter((day) => prompt.toLowerCase().includes(day));
    if (days.length === 0) return { text: "Hello, and a good day to you!" };
    if (results > 0) return { text: days.map((day) => SAID[day]).join(" ") };
    return { text: "Let me look.", calls: days.map((day): ToolCall => ({ name: "read_file", input: { path: `${cwd}/${NOTES}/${day}.txt` } })) };
  };
}
