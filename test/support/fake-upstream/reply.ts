/** What a model is asked, in the words of no protocol. */
export interface Ask {
  /** All that persons said, joined. */
  readonly prompt: string;
  /** How many results of tools the conversation holds. */
  readonly results: number;
  /** The answer must be JSON of a given shape: agents ask so for titles. */
  readonly wantsJson: boolean;
}

/** What the model says: its thoughts, then text, calls of tools, or both. */
export interface Reply {
  readonly thinking?: string;
  readonly text?: string;
  /** For the agent's shell tool, whatever that is called and takes. */
  readonly command?: string;
  /** For tools by their names. */
  readonly calls?: readonly ToolCall[];
}

export interface ToolCall {
  readonly name: string;
  readonly input: object;
}

export const FINAL_TEXT = "Hello from the fake upstream.";
/** Its output, `ran 42`, does not occur in the command. */
export const COMMAND = "echo ran $((6*7))";

/** `run-tools=N` anywhere in the prompt has N commands run, one after another; everything ends in `FINAL_TEXT`. */
export function replyToPrompt({ prompt, results, wantsJson }: Ask): Reply {
  if (wantsJson) return { text: '{"title":"Say hello"}' };
  const wanted = Number(/\brun-tools=(\d+)/.exec(prompt)?.[1] ?? 0);
  return results < wanted ? { thinking: "A command will tell.", text: "Running a command.", command: COMMAND } : { text: FINAL_TEXT };
}

/** Text as a model streams it: word by word, nothing lost. */
export function words(text: string): readonly string[] {
  return text.match(/\s*\S+\s*/g) ?? [text];
}

/** A string in pieces of so many characters, as arguments of tools are streamed. */
export function pieces(text: string, size = 16): readonly string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, i) => text.slice(i * size, (i + 1) * size));
}
