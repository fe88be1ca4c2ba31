import { parseJson } from "../../domain/json.ts";
import type { Block } from "../../domain/turn.ts";

/** A part of an answer while it is being written. Readers add to it until the wire says that it is whole. */
export interface Piece {
  type: "text" | "thinking" | "toolCall";
  id: string;
  name: string;
  text: string;
  /** What it came to be, once it is whole. */
  blocks?: readonly Block[];
}

/** The parts of one answer, in the order in which they began. */
export interface Output {
  /** The part of that key; begun as this type when there is none yet. */
  piece(key: string | number, type: Piece["type"]): Piece;
  pieces(): Iterable<Piece>;
  isEmpty(): boolean;
  blocks(): readonly Block[];
}

/** An answer without any part yet. */
export function createOutput(): Output {
  const pieces = new Map<string, Piece>();
  return {
    piece(key, type) {
      const known = pieces.get(String(key));
      if (known !== undefined) return known;
      const begun: Piece = { type, id: "", name: "", text: "" };
      pieces.set(String(key), begun);
      return begun;
    },
    pieces: () => pieces.values(),
    isEmpty: () => pieces.size === 0,
    blocks: () => [...pieces.values()].flatMap((piece) => piece.blocks ?? unfinished(piece)),
  };
}

/** A part as far as it came: the input of a tool call stays text until it is whole. */
function unfinished({ type, id, name, text }: Piece): readonly Block[] {
  if (type === "toolCall") return [{ type, id, name, input: text }];
  return text === "" ? [] : [{ type, text }];
}

/** A whole tool call; arguments that are not JSON stay text. */
export function toolCall(id: string, name: string, text: string): Block {
  return { type: "toolCall", id, name, input: text === "" ? {} : (parseJson(text) ?? text) };
}
