import type { JSX } from "preact";
import { Fold } from "../parts/fold.tsx";
import { Ledger } from "./ledger.tsx";

/** What the model thought before it spoke. Some providers send only that it did. */
export function ThinkingBlock({ text, live }: { readonly text: string; readonly live: boolean }): JSX.Element {
  return (
    <Ledger kind="thinking" label="Thinking" live={live}>
      {text ? <Fold text={text} lines={live ? 400 : 6} class="wrap" /> : <p class="quiet">{live ? "" : "The provider does not show what was thought."}</p>}
    </Ledger>
  );
}
