import type { JSX } from "preact";
import type { Usage } from "../../src/domain/turn.ts";
import { count, whole } from "../state/format.ts";

interface Props {
  readonly usage: Usage;
  /** Output tokens; while a turn runs, and when it was broken off, more than the upstream has counted. */
  readonly soFar: number;
  readonly estimated: boolean;
}

/** What a turn's tokens were, as a bar with its legend. Shades of grey: a colour would mean a state. */
export function TokenBar({ usage, soFar, estimated }: Props): JSX.Element {
  const output = Math.max(usage.output, soFar);
  const parts = [
    { kind: "cached", value: usage.cacheRead, label: "from cache" },
    { kind: "written", value: usage.cacheWrite, label: "to cache" },
    { kind: "fresh", value: usage.input, label: "uncached" },
    { kind: "output", value: output, label: usage.reasoning > 0 ? `out, ${count(usage.reasoning)} of it reasoning` : "out" },
  ].filter(({ value }) => value > 0);
  const total = parts.reduce((sum, { value }) => sum + value, 0);
  return (
    <div class="tokens" title={parts.map(({ value, label }) => `${whole(value)} ${label}`).join("\n")}>
      <div class="token-bar" aria-hidden="true">
        {parts.map(({ kind, value }) => (
          <i key={kind} class={`token-${kind}`} style={{ flexGrow: Math.max(value / total, 0.008) }} />
        ))}
      </div>
      <ul>
        {parts.map(({ kind, value, label }) => (
          <li key={kind}>
            <i class={`token-${kind}`} aria-hidden="true" />
            <b>
              {kind === "output" && estimated ? "≈" : ""}
              {count(value)}
            </b>{" "}
            {label}
          </li>
        ))}
      </ul>
    </div>
  );
}
