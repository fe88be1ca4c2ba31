import type { JSX } from "preact";
import type { SessionSummary } from "../../src/domain/session.ts";
import { legible } from "../blocks/legible.ts";
import { Ago } from "../parts/elapsed.tsx";
import { VirtualList } from "../parts/virtual-list.tsx";
import { count, modelNames, projectOf, whole } from "../state/format.ts";
import { useNarrow } from "../state/narrow.ts";
import { useApp } from "../state/store-context.ts";

/** Every session, newest activity first. */
export function SessionsTable(): JSX.Element {
  const { store, actions } = useApp();
  const { selection } = store;
  const sessions = selection.sessions.value;
  const chosen = selection.session.value;
  const narrow = useNarrow();
  return (
    <div class="table">
      <div class="session-row table-head" aria-hidden="true">
        <span />
        <span>Title</span>
        <span>Project</span>
        <span>Agent</span>
        <span>Model</span>
        <span class="num">Turns</span>
        <span class="num">Errors</span>
        <span class="num">Context</span>
        <span class="num">Out</span>
        <span class="num">Active</span>
      </div>
      {sessions.length === 0 ? (
        <p class="nothing">No session passes the filter.</p>
      ) : (
        <VirtualList
          id="session"
          label="Sessions"
          items={sessions}
          rowHeight={narrow ? 56 : 36}
          selected={sessions.findIndex(({ id }) => id === chosen?.id)}
          keyOf={({ id }) => id}
          onChoose={(session) => {
            selection.chooseSession(session.id);
            actions.open();
          }}
          onStep={(step) => (step === 1 ? actions.next() : actions.previous())}
        >
          {(session) => <SessionRow session={session} />}
        </VirtualList>
      )}
    </div>
  );
}

function SessionRow({ session }: { readonly session: SessionSummary }): JSX.Element {
  const { title, cwd, agent, agentVersion, models, turns, errors, running } = session;
  return (
    <div class="session-row" data-untitled={title === ""}>
      <span class="cell-dot">{running > 0 && <i class="dot live" title={`${running} running`} />}</span>
      <span class="cell-title" title={title}>
        {legible(title) || `Session ${session.id.slice(0, 13)}`}
      </span>
      <span class="cell-project" title={cwd}>
        {legible(projectOf(cwd))}
      </span>
      <span class="cell-agent" title={agentVersion && `${agent} ${agentVersion}`}>
        {agent ?? "–"}
      </span>
      <span class="cell-model" title={models.join("\n")}>
        {modelNames(models)}
      </span>
      <span class="num cell-turns">
        {whole(turns)}
        <span class="unit"> {turns === 1 ? "turn" : "turns"}</span>
      </span>
      <span class="num cell-errors">{errors > 0 ? <b class="tone-failed">{whole(errors)}</b> : ""}</span>
      <span class="num cell-context" title={`${whole(session.contextTokens)} tokens in the last turn's input`}>
        {session.contextTokens > 0 ? count(session.contextTokens) : "–"}
      </span>
      <span class="num cell-out" title={`${whole(session.usage.output)} tokens written`}>
        {session.usage.output > 0 ? count(session.usage.output) : "–"}
      </span>
      <span class="num cell-ago">
        <Ago at={session.lastAt} />
      </span>
    </div>
  );
}
