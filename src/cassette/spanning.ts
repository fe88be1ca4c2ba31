// A model spells a text over many messages, so that a secret or a path can stand in none of them and yet in all of them
// together. The pieces are looked at as one text; what is replaced goes as a whole into the piece in which it began.

const MARK = /\{\{[\w.-]+\}\}/g;
/** A secret goes on here, when what was seen of it in the piece before was replaced already. */
const GOES_ON = /^[\w+/=.~-]+/;

/** The pieces of one text with `rewrite` done on all of them together; there are as many as before. */
export function rewritePieces(pieces: readonly string[], rewrite: (text: string) => string): readonly string[] {
  const whole = withoutTails(pieces);
  const joined = whole.join("");
  const after = rewrite(joined);
  return after === joined ? whole : dealt(whole, segmentsOf(joined, after));
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

/** A stretch of the new text, and the stretch of the old one that it stands for; `kept`: they are the same. */
interface Segment {
  readonly text: string;
  readonly kept: boolean;
  readonly from: number;
  readonly to: number;
}

/** Tells which part of the old text each part of the new one stands for: marks were put in, all else is as it was. */
function segmentsOf(before: string, after: string): readonly Segment[] {
  const segments: Segment[] = [];
  let put = "";
  let from = 0;
  let done = 0;
  const keep = (text: string): void => {
    const at = before.indexOf(text, from);
    if (text === "" || at < 0) {
      put += text;
      return;
    }
    segments.push({ text: put, kept: false, from, to: at }, { text, kept: true, from: at, to: at + text.length });
    put = "";
    from = at + text.length;
  };
  for (const { 0: mark, index } of after.matchAll(MARK)) {
    keep(after.slice(done, index));
    put += mark;
    done = index + mark.length;
  }
  keep(after.slice(done));
  return [...segments, { text: put, kept: false, from, to: before.length }];
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
