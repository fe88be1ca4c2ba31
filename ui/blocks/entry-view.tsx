import type { JSX } from "preact";
import type { Entry } from "../../src/domain/turn.ts";
import { BlockView, type ToolNames } from "./block-view.tsx";

/** One item of the conversation. */
export function EntryView({ entry, tools }: { readonly entry: Entry; readonly tools: ToolNames }): JSX.Element {
  return (
    <div class={`entry entry-${entry.role}`}>
      {entry.blocks.map((block, at) => (
        <BlockView key={at} block={block} role={entry.role} tools={tools} />
      ))}
    </div>
  );
}
