import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { isObject, textAt, type Json } from "../../src/domain/json.ts";
import { Fold } from "./fold.tsx";

interface Props {
  readonly value: Json | undefined;
  readonly name?: string;
  /** How many levels are open from the start. */
  readonly open?: number;
}

const PAGE = 100;
const LONG_TEXT = 120;

/** A JSON value, foldable at every level; what is folded is not drawn at all. */
export function JsonTree({ value, name, open = 1 }: Props): JSX.Element {
  if (Array.isArray(value) || isObject(value)) return <Branch value={value as readonly Json[]} name={name ?? ""} open={open} />;
  return (
    <div class="json-leaf">
      <Name name={name} />
      <Leaf value={value} />
    </div>
  );
}

function Branch({ value, name, open }: { readonly value: Json; readonly name: string; readonly open: number }): JSX.Element {
  const [isOpen, setOpen] = useState(open > 0);
  const [shown, setShown] = useState(PAGE);
  const members = Object.entries(value as Record<string, Json>);
  return (
    <div class="json-branch">
      <button class="json-fold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span class="json-mark" aria-hidden="true" />
        <Name name={name || undefined} />
        <span class="json-sum">{summary(value, members)}</span>
      </button>
      {isOpen && (
        <div class="json-members">
          {members.slice(0, shown).map(([key, member]) => (
            <JsonTree key={key} name={key} value={member} open={open - 1} />
          ))}
          {members.length > shown && (
            <button class="link" onClick={() => setShown(shown + PAGE)}>
              Show {Math.min(PAGE, members.length - shown)} more of {members.length}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function Name({ name }: { readonly name: string | undefined }): JSX.Element | null {
  return name === undefined ? null : <span class="json-name">{name}: </span>;
}

function Leaf({ value }: { readonly value: Json | undefined }): JSX.Element {
  if (typeof value !== "string") return <span class="json-plain">{JSON.stringify(value) ?? "undefined"}</span>;
  if (value.length > LONG_TEXT || value.includes("\n")) return <Fold text={value} lines={6} class="json-text" />;
  return <span class="json-string">{JSON.stringify(value)}</span>;
}

function summary(value: Json, members: readonly (readonly [string, Json])[]): string {
  if (Array.isArray(value)) return `[${members.length}]`;
  const label = ["type", "role", "name"].map((key) => textAt(value, key)).filter((text) => text !== undefined);
  return label.length > 0 ? `{${label.join(" ")}}` : `{${members.length}}`;
}
