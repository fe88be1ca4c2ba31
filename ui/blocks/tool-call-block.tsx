import type { JSX } from "preact";
import { isObject, type Json } from "../../src/domain/json.ts";
import { Fold } from "../parts/fold.tsx";
import { JsonTree } from "../parts/json-tree.tsx";
import { Ledger } from "./ledger.tsx";
import { legible } from "./legible.ts";

interface Props {
  readonly name: string;
  readonly input: Json;
  readonly live: boolean;
}

/** A tool that the model called, with its arguments by name. */
export function ToolCallBlock({ name, input, live }: Props): JSX.Element {
  return (
    <Ledger kind="toolCall" label={<span class="tool-name">{name}</span>} live={live}>
      <Arguments input={input} />
    </Ledger>
  );
}

function Arguments({ input }: { readonly input: Json }): JSX.Element {
  if (typeof input === "string") return <Fold text={legible(input)} class="code" />;
  if (!isObject(input)) return <JsonTree value={input} />;
  const members = Object.entries(input);
  if (members.length === 0) return <p class="quiet">no arguments</p>;
  return (
    <dl class="arguments">
      {members.map(([key, value]) => (
        <div key={key}>
          <dt>{key}</dt>
          <dd>
            <Argument value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A command may be a list of words, and any argument may be anything. */
function Argument({ value }: { readonly value: Json }): JSX.Element {
  if (typeof value === "string") return <Text text={value} />;
  const words = wordsOf(value);
  if (words) return <Text text={words.map(shown).join(" ")} />;
  if (typeof value === "object" && value !== null) return <JsonTree value={value} />;
  return <pre>{JSON.stringify(value)}</pre>;
}

const SHORT = 110;

function Text({ text: given }: { readonly text: string }): JSX.Element {
  const text = legible(given);
  const isShort = text.length <= SHORT && !text.includes("\n");
  return isShort ? <pre>{text}</pre> : <Fold text={text} lines={14} class="boxed" />;
}

function wordsOf(value: Json): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const words = (value as readonly Json[]).filter((word) => typeof word === "string");
  return words.length === value.length ? words : undefined;
}

function shown(word: string): string {
  return /[\s"'$]/.test(word) || word === "" ? JSON.stringify(word) : word;
}
