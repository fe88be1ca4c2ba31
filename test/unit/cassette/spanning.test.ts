import fc from "fast-check";
import { expect, test } from "vitest";
import { rewritePieces } from "../../../src/cassette/spanning.ts";

const hide = (text: string): string => text.replaceAll("/home/al", "{{home}}").replaceAll(/sk-\w{6,}/g, "{{secret.key}}");

/** Every way to cut a text in so many pieces of about the same size. */
function cut(text: string, size: number): string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, i) => text.slice(i * size, (i + 1) * size));
}

test("what is replaced goes as a whole into the piece in which it began, however the text is cut", () => {
  const text = "cat /home/al/x && export KEY=sk-abcdefgh; ls /home/al";
  for (let size = 1; size <= text.length; size++) {
    const pieces = rewritePieces(cut(text, size), hide);

    expect(pieces, `cut every ${size}`).toHaveLength(cut(text, size).length);
    expect(pieces.join(""), `cut every ${size}`).toBe("cat {{home}}/x && export KEY={{secret.key}}; ls {{home}}");
    expect(pieces.every((piece) => (piece.match(/\{\{/g) ?? []).length === (piece.match(/\}\}/g) ?? []).length), `cut every ${size}`).toBe(true);
  }
});

test("pieces without anything to replace stay as they are", () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (pieces) => {
      expect(rewritePieces(pieces, (text) => text)).toEqual(pieces);
    }),
  );
});

test("the rewritten text is whole again, whatever is put in and wherever", () => {
  const words = fc.array(fc.constantFrom("a", "b ", "/home/al", "sk-abcdefgh", "{{cwd}}", " ", "é", "/home/ali"), { maxLength: 12 });
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 9 }), (said, size) => {
      const text = said.join("");

      expect(rewritePieces(cut(text, size), hide).join("")).toBe(hide(text));
    }),
    { numRuns: 1000 },
  );
});

test("the rest of a secret goes, whose beginning was taken out of the piece before by itself", () => {
  expect(rewritePieces(["key {{secret.key}}", "Ab3-", "x9; then", " more"], hide)).toEqual(["key {{secret.key}}", "", "; then", " more"]);
});
