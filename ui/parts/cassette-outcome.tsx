import type { JSX } from "preact";
import type { CassetteRefusal } from "../../src/dashboard/contract.ts";
import { bytes, counted, whole } from "../state/format.ts";
import type { CassetteState } from "../state/use-cassette.ts";
import { CopyButton } from "./copy-button.tsx";
import { Icon } from "./icon.tsx";
import { failureWords } from "./pending.tsx";

/** What became of a session that should be a cassette. */
export function CassetteOutcome({ state, onClose }: { readonly state: CassetteState; readonly onClose: () => void }): JSX.Element | null {
  if (state.type === "idle" || state.type === "making") return null;
  return (
    <div class={`outcome ${state.type === "made" ? "" : "tone-failed"}`} role="status">
      <Words state={state} />
      <button class="button icon-only close" aria-label="Close" onClick={onClose}>
        <Icon name="close" />
      </button>
    </div>
  );
}

function Words({ state }: { readonly state: Exclude<CassetteState, { type: "idle" | "making" }> }): JSX.Element {
  switch (state.type) {
    case "made": {
      const command = `ccxray replay ${state.name}`;
      return (
        <>
          <p>
            Saved {state.name}: {counted(state.exchanges, "exchange")}, {bytes(state.file.size)}.
          </p>
          <p class="outcome-command">
            <code>{command}</code>
            <CopyButton text={command} what="the command that replays it" />
          </p>
        </>
      );
    }
    case "refused":
      return <Refusal refusal={state.refusal} />;
    case "failed": {
      const { title, text } = failureWords(state.failure, "The cassette");
      return (
        <>
          <p class="trouble-what">{title}.</p>
          <p>{text}</p>
        </>
      );
    }
  }
}

const MOST = 30;

function Refusal({ refusal: { error, findings } }: { readonly refusal: CassetteRefusal }): JSX.Element {
  const serious = findings.filter(({ severity }) => severity === "error");
  return (
    <>
      <p class="trouble-what">Nothing was saved: {error.message}</p>
      <ul>
        {serious.slice(0, MOST).map(({ what, excerpt, line, column }) => (
          <li key={`${line}:${column}:${what}`}>
            {what}: <code>{excerpt}</code>
          </li>
        ))}
        {serious.length > MOST && <li class="quiet">and {whole(serious.length - MOST)} more</li>}
      </ul>
      {error.hint !== undefined && <p>{error.hint}</p>}
    </>
  );
}
