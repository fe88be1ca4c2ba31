import type { JSX } from "preact";
import type { SessionSummary } from "../../src/domain/session.ts";
import { legible } from "../blocks/legible.ts";
import { CassetteOutcome } from "../parts/cassette-outcome.tsx";
import { Icon } from "../parts/icon.tsx";
import { absolute, count, counted, hourAndMinute, modelNames } from "../state/format.ts";
import { useCassette } from "../state/use-cassette.ts";

/** What a session is, over its turns. */
export function SessionHead({ session }: { readonly session: SessionSummary }): JSX.Element {
  const { title, agent, agentVersion, cwd, models, turns, errors, contextTokens, usage, startedAt } = session;
  const [state, make, forget] = useCassette(session.id);
  const read = usage.input + usage.cacheRead + usage.cacheWrite;
  return (
    <header class="session-head">
      <h1 title={title}>{legible(title) || `Session ${session.id.slice(0, 13)}`}</h1>
      <div class="session-line">
        <p class="session-who">
          <span>{[agent ?? "unknown agent", agentVersion].filter(Boolean).join(" ")}</span>
          <span title={cwd}>
            <bdi>{cwd ?? ""}</bdi>
          </span>
        </p>
        <button class="button" aria-busy={state.type === "making"} disabled={state.type === "making"} title="Save as cassette: a file that replays this session" onClick={() => void make()}>
          <Icon name="cassette" />
          {state.type === "making" ? "Making…" : "Save as cassette"}
        </button>
      </div>
      <p class="session-facts">
        <span>{counted(turns, "turn")}</span>
        {errors > 0 && <span class="tone-failed">{counted(errors, "error")}</span>}
        {contextTokens > 0 && <span title="Tokens in the last turn's input">{count(contextTokens)} context</span>}
        {read > 0 && <span title="Of all input tokens, those that came from a cache">{Math.round((100 * usage.cacheRead) / read)}% cached</span>}
        <span class="session-models" title={models.join("\n")}>{modelNames(models)}</span>
        <time title={absolute(startedAt)}>{hourAndMinute(startedAt)}</time>
      </p>
      <CassetteOutcome state={state} onClose={forget} />
    </header>
  );
}
