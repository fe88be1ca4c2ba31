import { replacedSegments, type Segment } from "./replaced-segments.ts";

// A model spells a text over many messages, so that a secret or a path can stand in none of them and yet in all of them
// together. The pieces are looked at as one text; what is replaced goes as a whole into the piece in which it began.

/** A secret goes on here, when what was seen of it in the piece before was replaced already. */
const GOES_ON = /^[\w+/=.~-]+/;

/** The pieces of one text with `rewrite` done on all of them together; there are as many as before. */
export function rewritePieces(pieces: readonly string[], rewrite: (text: string) => string): readonly string[] {
  const whole = withoutTails(pieces);
  const joined = whole.join("");
  const after = rewrite(joined);
  return after === joined ? whole : dealt(whole, replacedSegments(joined, after));
}

/** Each piece was redacted by itself before: what follows a secret at a piece's end is the rest of it. */
function withoutTails(pieces: readonly string[]): readonly string[] {
  let open = false;
  return pieces.map((piece) => {
    const rest = open ? piece.replace(GOES_ON, "") : piece;
    open = rest === "" ? open : /\{\{secret\.[\w-]+\}\}$/.test(rest);
    return rest;
  });
}

/** Gives each piece its part of the new text: what stayed is cut where the pieces were, the rest goes where it began. */
function dealt(pieces: readonly string[], segments: readonly Segment[]): readonly string[] {
  const result = pieces.map(() => "");
  let piece = 0;
  let end = pieces[0]?.length ?? 0;
  const give = (text: string): void => {
    result[piece] = `${result[piece] ?? ""}${text}`;
  };
  const moveTo = (at: number): void => {
    while (piece < pieces.length - 1 && end <= at) end += pieces[++piece]?.length ?? 0;
  };
  for (const { text, kept, from, to } of segments) {
    if (!kept) {
      if (text !== "") moveTo(from);
      give(text);
      continue;
    }
    for (let at = from; at < to; ) {
      moveTo(at);
      const until = Math.min(to, piece === pieces.length - 1 ? to : end);
      give(text.slice(at - from, until - from));
      at = until;
    }
  }
  return result;
}
