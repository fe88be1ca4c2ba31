import type { JSX } from "preact";
import { CopyButton } from "../parts/copy-button.tsx";
import { startCommands } from "../state/agents.ts";
import { useApp } from "../state/store-context.ts";

/** Before the first request: how to make one. */
export function Welcome(): JSX.Element {
  const { origin } = useApp();
  return (
    <main class="welcome">
      <div class="welcome-inner">
        <h1>Waiting for the first request</h1>
        <p>
          ccxray listens at <code>{origin}</code>. Start an agent through it, and what it says to its model shows up here while it is being said.
        </p>
        <ul class="commands">
          {startCommands(origin).map(({ agent, command }) => (
            <li key={agent}>
              <span>{agent}</span>
              <code>{command}</code>
              <CopyButton text={command} what={`the command for ${agent}`} />
            </li>
          ))}
        </ul>
        <p class="quiet">Nothing leaves this machine but the agent's own requests.</p>
      </div>
    </main>
  );
}
