/** A piece of a model's text: enough of Markdown to read it well, and nothing that could hide a character. */
export type Piece =
  | { readonly type: "code"; readonly language: string; readonly text: string }
  | { readonly type: "heading"; readonly text: string }
  | { readonly type: "text"; readonly text: string };

/** Splits text at fenced code (CommonMark, 4.5) and at headings. A fence that is still open holds the rest. */
export function pieces(text: string): readonly Piece[] {
  const found: Piece[] = [];
  let plain: string[] = [];
  let code: { mark: string; language: string; lines: string[] } | undefined;
  const endPlain = (): void => {
    const joined = plain.join("\n").replace(/^\n+|\n+$/g, "");
    if (joined) found.push({ type: "text", text: joined });
    plain = [];
  };
  const endCode = (): void => {
    if (code) found.push({ type: "code", language: code.language, text: code.lines.join("\n") });
    code = undefined;
  };
  for (const line of text.split("\n")) {
    const fence = /^ {0,3}(`{3,}|~{3,})\s*([^\s`]*)/.exec(line);
    const heading = /^#{1,6}\s+(.+)$/.exec(line);
    if (code) {
      if (fence?.[1]?.startsWith(code.mark) && !fence[2]) endCode();
      else code.lines.push(line);
    } else if (fence?.[1]) {
      endPlain();
      code = { mark: fence[1], language: fence[2] ?? "", lines: [] };
    } else if (heading?.[1]) {
      endPlain();
      found.push({ type: "heading", text: heading[1] });
    } else plain.push(line);
  }
  endCode();
  endPlain();
  return found;
}

/** A stretch of a line. */
export interface Span {
  readonly type: "plain" | "code" | "strong";
  readonly text: string;
}

/** Code spans and strong emphasis; everything else stays as it was typed. */
export function spans(text: string): readonly Span[] {
  return text
    .split(/(`[^`\n]+`|\*\*[^*\n]+\*\*)/)
    .filter((part) => part !== "")
    .map((part) => {
      if (part.length > 2 && part.startsWith("`") && part.endsWith("`")) return { type: "code", text: part.slice(1, -1) };
      if (part.length > 4 && part.startsWith("**") && part.endsWith("**")) return { type: "strong", text: part.slice(2, -2) };
      return { type: "plain", text: part };
    });
}
