import type { TextRedactor } from "../../../src/pipeline/redact-text.ts";

export const KEY = `sk-ant-api03-${"aB3dE5fG".repeat(8)}`;

/** A redactor that counts the characters that it was to look at. */
export function counting(redactor: TextRedactor): { readonly redactor: TextRedactor; readonly looked: () => number } {
  let characters = 0;
  return {
    looked: () => characters,
    redactor: {
      ...redactor,
      redactRange(text, from, to) {
        characters += to - from;
        return redactor.redactRange(text, from, to);
      },
      cleanCuts(text, from, to, apart) {
        characters += to - from;
        return redactor.cleanCuts(text, from, to, apart);
      },
    },
  };
}
