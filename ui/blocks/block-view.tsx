import type { JSX } from "preact";
import type { Block, Role } from "../../src/domain/turn.ts";
import { ErrorBoundary } from "../parts/error-boundary.tsx";
import { JsonTree } from "../parts/json-tree.tsx";
import { Ledger } from "./ledger.tsx";
import { TextBlock } from "./text-block.tsx";
import { ThinkingBlock } from "./thinking-block.tsx";
import { ToolCallBlock } from "./tool-call-block.tsx";
import { ToolResultBlock } from "./tool-result-block.tsx";

/** What tool calls are called, by their id. */
export type ToolNames = ReadonlyMap<string, { readonly name: string; readonly hint: string }>;

interface Props {
  readonly block: Block;
  readonly role: Role;
  readonly tools: ToolNames;
  /** It is still being written. */
  readonly live?: boolean;
}

/** One part of what a model read or wrote; as JSON when it cannot be drawn. */
export function BlockView({ block, role, tools, live }: Props): JSX.Element {
  return (
    <ErrorBoundary what="this block" raw={block}>
      <Drawn block={block} role={role} tools={tools} live={live === true} />
    </ErrorBoundary>
  );
}

function Drawn({ block, role, tools, live }: Props): JSX.Element {
  switch (block.type) {
    case "text":
      return <TextBlock text={block.text} role={role} live={live === true} />;
    case "thinking":
      return <ThinkingBlock text={block.text} live={live === true} />;
    case "toolCall":
      return <ToolCallBlock name={block.name} input={block.input} live={live === true} />;
    case "toolResult":
      return <ToolResultBlock content={block.content} failed={block.isError === true} tool={tools.get(block.id)} />;
    case "unknown":
      return (
        <Ledger kind="unknown" label={block.label}>
          <JsonTree value={block.raw} open={0} name="raw" />
        </Ledger>
      );
    default:
      throw new Error("it is of a kind that this page does not know");
  }
}
