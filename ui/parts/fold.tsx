import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { whole } from "../state/format.ts";

interface Props {
  readonly text: string;
  /** Lines shown before the rest is asked for. */
  readonly lines?: number;
  readonly class?: string;
}

const MOST_CHARACTERS = 6000;
const MOST_WHOLE = 400_000;

/** Preformatted text; a long one shows its beginning and a button for the rest. */
export function Fold({ text, lines = 16, class: name = "" }: Props): JSX.Element {
  const [open, setOpen] = useState(false);
  const start = beginning(text, lines);
  const isLong = start.length < text.length;
  return (
    <div class={`fold ${name}`}>
      <pre>{open ? text.slice(0, MOST_WHOLE) : start}</pre>
      {isLong && (
        <button class="link" onClick={() => setOpen(!open)} aria-expanded={open}>
          {open ? "Show less" : `Show all ${whole(text.split("\n").length)} lines, ${whole(text.length)} characters`}
        </button>
      )}
      {open && text.length > MOST_WHOLE && <p class="quiet">The rest is too long to draw; Raw has it whole.</p>}
    </div>
  );
}

function beginning(text: string, lines: number): string {
  let end = -1;
  for (let n = 0; n < lines; n++) {
    end = text.indexOf("\n", end + 1);
    if (end < 0) break;
  }
  const cut = end < 0 ? text : text.slice(0, end);
  // One or two lines more are shorter than the button that would hide them.
  if (text.length - cut.length < 120 && text.length <= MOST_CHARACTERS) return text;
  return cut.length > MOST_CHARACTERS ? cut.slice(0, MOST_CHARACTERS) : cut;
}
