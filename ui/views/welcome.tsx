import type { JSX } from "preact";
import { CopyButton } from "../parts/copy-button.tsx";
import { startCommands } from "../state/agents.ts";
import { useApp } from "../state/store-context.ts";

/** Before the first request: how to make one. */
export function Welcome(): JSX.Element {
  const { origin, store } = useApp();
  const isReplay = store.replay.running.value !== undefined;
  const commands = startCommands(origin).filter(({ command }) => !isReplay || command.includes(origin));
  return (
    <main class="welcome">
      <div class="welcome-inner">
        <h1>{isReplay ? "Waiting for the first ask of the replay" : "Waiting for the first request"}</h1>
        {isReplay ? (
          <p>
            ccxray answers at <code>{origin}</code> out of a cassette. What is asked shows up here, and under Cassettes with its verdict.
          </p>
        ) : (
          <p>
            ccxray listens at <code>{origin}</code>. Start an agent through it, and what it says to its model shows up here while it is being said.
          </p>
        )}
        <ul class="commands">
          {commands.map(({ agent, command }) => (
            <li key={agent}>
              <span>{agent}</span>
              <code>{command}</code>
              <CopyButton text={command} what={`the command for ${agent}`} />
            </li>
          ))}
        </ul>
        <p class="quiet">{isReplay ? "A replay reaches for no network." : "Nothing leaves this machine but the agent's own requests."}</p>
      </div>
    </main>
  );
}
