import type { JSX } from "preact";
import { Fold } from "../parts/fold.tsx";
import { Ledger } from "./ledger.tsx";
import { legible } from "./legible.ts";

interface Props {
  readonly content: string;
  readonly failed: boolean;
  readonly tool: { readonly name: string; readonly hint: string } | undefined;
}

/** What a tool gave back. */
export function ToolResultBlock({ content, failed, tool }: Props): JSX.Element {
  return (
    <Ledger
      kind={failed ? "toolResult failed" : "toolResult"}
      label={
        <>
          <span class="tool-arrow" aria-hidden="true">↳ </span>
          {tool?.name ?? "result"}
          {failed && <span class="flag tone-failed">failed</span>}
        </>
      }
    >
      {tool?.hint && <p class="result-of">{legible(tool.hint)}</p>}
      {content ? <Fold text={legible(content)} lines={10} /> : <p class="quiet">no output</p>}
    </Ledger>
  );
}
