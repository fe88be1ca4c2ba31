import type { ComponentChildren, JSX } from "preact";

interface Props {
  readonly kind: string;
  readonly label: ComponentChildren;
  /** It is still being written; a caret stands behind its last character. */
  readonly live?: boolean;
  readonly children: ComponentChildren;
}

/** The one layout of all blocks: what it is on the left, what it says on the right. */
export function Ledger({ kind, label, live, children }: Props): JSX.Element {
  return (
    <div class={`block block-${kind}`} data-live={live === true}>
      <div class="block-label">{label}</div>
      <div class="block-body">{children}</div>
    </div>
  );
}
