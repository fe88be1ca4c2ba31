import type { JSX } from "preact";
import { absolute, ago, duration } from "../state/format.ts";
import { useStore } from "../state/store-context.ts";

/** How long something has been running, ticking. */
export function Elapsed({ since }: { readonly since: number }): JSX.Element {
  const { now } = useStore();
  return <time>{duration(Math.max(0, now.value - since))}</time>;
}

/** How long ago something was; the time itself on hover. */
export function Ago({ at }: { readonly at: number }): JSX.Element {
  const { now } = useStore();
  return <time title={absolute(at)}>{ago(at, now.value)}</time>;
}
