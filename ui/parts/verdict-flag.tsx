import type { JSX } from "preact";
import type { VerdictRow } from "../../src/dashboard/contract.ts";
import { VERDICTS } from "../state/verdict-facts.ts";
import { Icon, type IconName } from "./icon.tsx";

/** Each verdict has a shape of its own, so that its colour is never all that tells it. */
const SHAPES: Readonly<Record<VerdictRow["type"], IconName>> = { exact: "check", drift: "drift", stubbed: "stub", miss: "close", live: "pulse" };

/** A verdict as a small label. */
export function VerdictFlag({ type }: { readonly type: VerdictRow["type"] }): JSX.Element {
  const { tone, sentence } = VERDICTS[type];
  return (
    <span class={`flag verdict tone-${tone}`} title={sentence}>
      <Icon name={SHAPES[type]} />
      {type}
    </span>
  );
}
