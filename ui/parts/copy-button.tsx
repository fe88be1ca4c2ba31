import type { JSX } from "preact";
import { useApp } from "../state/store-context.ts";
import { Icon } from "./icon.tsx";

/** Copies a text and says so. */
export function CopyButton({ text, what, label }: { readonly text: string; readonly what: string; readonly label?: string }): JSX.Element {
  const { copy } = useApp();
  return (
    <button class="button" title={`Copy ${what}`} aria-label={`Copy ${what}`} onClick={() => copy(text, what)}>
      <Icon name="copy" />
      {label}
    </button>
  );
}
