import type { CutItem } from "../domain/json-cut.ts";

/** Remembers what was made of pieces of texts, apart for each `lane`. What could not be made (undefined) is tried again. */
export interface PieceMemory<T> {
  /** By the piece itself: one that a cut has taken over from an earlier one is the same object, then not even its text is looked at. */
  ofPiece(piece: CutItem, lane: string, make: () => T | undefined): T | undefined;
  /** By the piece's text. */
  ofText(text: string, lane: string, make: (text: string) => T | undefined): T | undefined;
}

/** `most`: texts remembered, in characters; when they are more, all are forgotten. */
export function createPieceMemory<T>(most: number): PieceMemory<T> {
  const byPiece = new WeakMap<CutItem, Map<string, T>>();
  const byText = new Map<string, Map<string, T>>();
  let characters = 0;

  return {
    ofPiece(piece, lane, make) {
      let lanes = byPiece.get(piece);
      if (!lanes) byPiece.set(piece, (lanes = new Map()));
      const found = lanes.get(lane);
      if (found !== undefined) return found;
      const made = make();
      if (made !== undefined) lanes.set(lane, made);
      return made;
    },
    ofText(text, lane, make) {
      const found = byText.get(lane)?.get(text);
      if (found !== undefined) return found;
      const made = make(text);
      if (made === undefined) return undefined;
      if ((characters += text.length) > most) {
        byText.clear();
        characters = text.length;
      }
      const known = byText.get(lane) ?? new Map<string, T>();
      byText.set(lane, known.set(text, made));
      return made;
    },
  };
}
