const LF = 10;
const CR = 13;

/** Finds where server-sent events end, without holding any of their bytes. */
export interface EventBoundaries {
  /**
   * The offsets in these bytes at which an event ends, after its blank line. 0: it ended with the bytes before. `text`: the same
   * bytes as text, when they are ASCII; most streams can be cut quicker with it.
   */
  push(bytes: Uint8Array, text?: string): number[];
  /** True when all bytes so far are whole events and only a line feed that belongs to the last one may follow. Counts it as ended. */
  settle(): boolean;
}

/**
 * An event is everything up to and with the blank line after its last line (WHATWG HTML, 9.2.5); lines
 * end in LF, CRLF or CR. Blank lines before an event belong to it, so that no byte is lost.
 */
export function createEventBoundaries(): EventBoundaries {
  let lineEmpty = true;
  let started = false;
  let afterCr = false;
  /** The blank line ended in CR, so its LF may still come. */
  let ending = false;

  function endLine(): boolean {
    if (!lineEmpty) {
      lineEmpty = true;
      started = true;
      return false;
    }
    const ended = started;
    started = false;
    return ended;
  }

  /** At the start of an event, in a text whose lines all end in LF, the next blank line behind a line ends an event. */
  function quickEnds(text: string): number[] {
    const ends: number[] = [];
    if (started || !lineEmpty || afterCr || text.includes("\r")) return ends;
    for (let start = 0; ; ) {
      let line = start;
      while (text.charCodeAt(line) === LF) line++;
      const blank = text.indexOf("\n\n", line);
      if (blank < 0) return ends;
      start = blank + 2;
      ends.push(start);
    }
  }

  return {
    push(bytes, text) {
      const ends = text === undefined ? [] : quickEnds(text);
      for (let i = ends.at(-1) ?? 0; i < bytes.length; i++) {
        const byte = bytes[i];
        if (afterCr) {
          afterCr = false;
          if (ending) ends.push(byte === LF ? i + 1 : i);
          ending = false;
          if (byte === LF) continue;
        }
        if (byte === LF) {
          if (endLine()) ends.push(i + 1);
        } else if (byte === CR) {
          ending = endLine();
          afterCr = true;
        } else {
          lineEmpty = false;
          // Nearly all bytes are those of a line: passed over quickly.
          while ((bytes[i + 1] ?? LF) > CR) i++;
        }
      }
      return ends;
    },
    settle() {
      const ended = ending;
      ending = false;
      return ended;
    },
  };
}

/** Do these first bytes of a body without a content type look like server-sent events? Undefined: too few to tell. */
export function looksLikeEvents(bytes: Uint8Array): boolean | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 16)).replace(/^\u00ef\u00bb\u00bf/, "").replace(/^[\r\n]+/, "");
  const fields = ["event:", "data:", "id:", "retry:", ":"];
  if (fields.some((field) => start.startsWith(field))) return true;
  const undecided = start.length < 6 && fields.some((field) => field.startsWith(start));
  return undecided && bytes.length < 16 ? undefined : false;
}
