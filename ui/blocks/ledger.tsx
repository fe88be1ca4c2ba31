import type { ComponentChildren, JSX } from "preact";

interface Props {
  readonly kind: string;
  readonly label: ComponentChildren;
  readonly children: ComponentChildren;
}

/** The one layout of all blocks: what it is on the left, what it says on the right. */
export function Ledger({ kind, label, children }: Props): JSX.Element {
  return (
    <div class={`block block-${kind}`}>
      <div class="block-label">{label}</div>
      <div class="block-body">{children}</div>
    </div>
  );
}
