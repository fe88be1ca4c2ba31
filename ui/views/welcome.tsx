import type { JSX } from "preact";
import { CommandList } from "../parts/command-list.tsx";
import { replayCommands, startCommands } from "../state/agents.ts";
import { useApp } from "../state/store-context.ts";

/** Before the first request: how to make one. */
export function Welcome(): JSX.Element {
  const { origin, store } = useApp();
  if (store.replay.running.value) return <main class="welcome"><WaitingReplay /></main>;
  return (
    <main class="welcome">
      <div class="welcome-inner">
        <h1>Waiting for the first request</h1>
        <p>
          ccxray listens at <code>{origin}</code>. Start an agent through it, and what it says to its model shows up here while it is being said.
        </p>
        <CommandList commands={startCommands(origin)} />
        <p class="quiet">Nothing leaves this machine but the agent's own requests.</p>
      </div>
    </main>
  );
}

/** Before the first ask of a replay: how to point an agent at it. */
export function WaitingReplay(): JSX.Element {
  const { origin } = useApp();
  return (
    <div class="welcome-inner">
      <h1>Waiting for the first ask</h1>
      <p>
        The cassette answers at <code>{origin}</code>. Point an agent at it, and what becomes of each ask shows up while it runs.
      </p>
      <CommandList commands={replayCommands(origin)} />
    </div>
  );
}
