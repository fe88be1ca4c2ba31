import type { Finding } from "./finding.ts";
import { replacedSegments } from "./replaced-segments.ts";

/** A person's folder; what stands before may be the end of a JSON escape. */
const HOME = /(?<=^|[^\w.~-]|\\[nrtbf])(?:\/(?:home|Users)\/|[A-Za-z]:(?:\\{1,4}|\/)Users(?:\\{1,4}|\/))(?!(?:user|username|you|me|name|yourname|your-name|example|someone|runner|vscode|node|ubuntu|linuxbrew|shared|public|default)\b)([\w][\w.-]*)/gi;

/** What looks secret or private in one line of a cassette's file. */
export function lineFindings(line: string, number: number, hide: (text: string) => string): readonly Finding[] {
  return [...secretsIn(line, number, hide), ...homesIn(line, number)];
}

function secretsIn(line: string, number: number, hide: (text: string) => string): readonly Finding[] {
  const after = hide(line);
  if (after === line) return [];
  return replacedSegments(line, after).flatMap(({ text, kept, from, to }) => {
    const found = line.slice(from, to);
    if (kept || text === "" || text === found) return [];
    const kind = /\{\{secret\.([\w-]+)\}\}/.exec(text)?.[1] ?? "secret";
    return [{ severity: "error", line: number, column: from + 1, what: `what looks like ${kind.replaceAll("_", " ")}`, excerpt: masked(found), hint: "`ccxray cassette redact` takes it out; a key that was real must be revoked." } as const];
  });
}

function homesIn(line: string, number: number): readonly Finding[] {
  return Array.from(line.matchAll(HOME), ({ 0: path, 1: name = "", index }) => ({
    severity: "error" as const,
    line: number,
    column: index + 1,
    what: "a person's home folder",
    excerpt: path.slice(0, path.length - name.length) + masked(name),
    hint: "`ccxray cassette redact` puts a slot in the place of your own; edit other people's.",
  }));
}

/** Enough to find it, too little to use it. */
export function masked(text: string): string {
  return text.length <= 8 ? `${text.slice(0, 1)}…` : `${text.slice(0, 4)}… (${text.length} characters)`;
}
