import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Fold } from "../parts/fold.tsx";
import { whole } from "../state/format.ts";
import { pieces, spans } from "./markdown.ts";

const LONG = 8000;

/** What a model or a person wrote, as it reads best. */
export function Prose({ text }: { readonly text: string }): JSX.Element {
  const [open, setOpen] = useState(false);
  const isLong = text.length > LONG;
  return (
    <div class="prose">
      {pieces(isLong && !open ? text.slice(0, LONG) : text).map((piece, at) => {
        if (piece.type === "code") return <Fold key={at} text={piece.text} lines={30} class="code" />;
        if (piece.type === "heading") return <h4 key={at}><Inline text={piece.text} /></h4>;
        return <p key={at}><Inline text={piece.text} /></p>;
      })}
      {isLong && (
        <button class="link" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Show less" : `Show all ${whole(text.length)} characters`}
        </button>
      )}
    </div>
  );
}

const MOST_SPANS = 200;

function Inline({ text }: { readonly text: string }): JSX.Element {
  const parts = spans(text);
  if (parts.length > MOST_SPANS) return <>{text}</>;
  return (
    <>
      {parts.map((span, at) => {
        if (span.type === "code") return <code key={at}>{span.text}</code>;
        if (span.type === "strong") return <strong key={at}>{span.text}</strong>;
        return span.text;
      })}
    </>
  );
}
