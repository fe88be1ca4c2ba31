import type { JSX } from "preact";
import type { Json } from "../../src/domain/json.ts";
import type { Turn } from "../../src/domain/turn.ts";
import { Fold } from "../parts/fold.tsx";
import { JsonTree } from "../parts/json-tree.tsx";
import { count } from "../state/format.ts";

interface Props {
  readonly title: string;
  /** As in `TurnAnswer.changed`. */
  readonly names: readonly string[];
  readonly turn: Turn;
}

/** Parts of an ask beside the conversation: those that changed, or all of them. */
export function Changes({ title, names, turn }: Props): JSX.Element | null {
  if (names.length === 0) return null;
  return (
    <section class="changes" aria-label={title}>
      <h3 class="rule">
        <span>{title}</span>
      </h3>
      {names.filter((name) => !isShort(name, turn)).map((name) => (
        <Change key={name} name={name} turn={turn} />
      ))}
      <dl class="settings">
        {names.filter((name) => isShort(name, turn)).map((name) => (
          <div key={name}>
            <dt>{shortName(name)}</dt>
            <dd>{shown(valueOf(name, turn))}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Every part that an ask has, by the names that `TurnAnswer.changed` uses. */
export function allParts(turn: Turn): readonly string[] {
  return [
    ...(turn.system.length > 0 ? ["system"] : []),
    ...(turn.tools.length > 0 ? ["tools"] : []),
    ...Object.keys(turn.settings).map((name) => `settings.${name}`),
  ];
}

function Change({ name, turn }: { readonly name: string; readonly turn: Turn }): JSX.Element {
  if (name === "system") return <SystemChange system={turn.system} />;
  if (name === "tools") return <ToolsChange tools={turn.tools} />;
  if (name === "input") return <p class="change">Not all of the conversation before was carried over: it was compacted or edited.</p>;
  return (
    <div class="change">
      <JsonTree name={shortName(name)} value={valueOf(name, turn)} open={0} />
    </div>
  );
}

function isShort(name: string, turn: Turn): boolean {
  const value = valueOf(name, turn);
  return !["system", "tools", "input"].includes(name) && (typeof value !== "object" || value === null);
}

function valueOf(name: string, turn: Turn): Json | undefined {
  return name === "model" ? turn.model : turn.settings[shortName(name)];
}

function shortName(name: string): string {
  return name.replace(/^settings\./, "");
}

function shown(value: Json | undefined): string {
  return value === undefined ? "no longer set" : typeof value === "string" ? value : JSON.stringify(value);
}

function SystemChange({ system }: { readonly system: readonly string[] }): JSX.Element {
  const text = system.join("\n\n");
  return (
    <details class="change">
      <summary>
        <b>System prompt</b> <span class="quiet">{count(text.length)} characters</span>
      </summary>
      <Fold text={text} lines={40} class="wrap" />
    </details>
  );
}

const MOST_TOOLS = 80;

function ToolsChange({ tools }: { readonly tools: Turn["tools"] }): JSX.Element {
  return (
    <details class="change">
      <summary>
        <b>Tools</b>{" "}
        <span class="quiet">
          {tools.length}: {tools.slice(0, 12).map(({ name }) => name).join(", ")}
          {tools.length > 12 ? " …" : ""}
        </span>
      </summary>
      <div class="tool-list">
        {tools.slice(0, MOST_TOOLS).map((tool) => (
          <details key={tool.name}>
            <summary>
              <b>{tool.name}</b> <span class="quiet">{tool.description.split("\n")[0]}</span>
            </summary>
            <JsonTree value={tool.raw} />
          </details>
        ))}
      </div>
    </details>
  );
}
