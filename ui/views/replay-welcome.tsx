import type { JSX } from "preact";
import { CommandList } from "../parts/command-list.tsx";
import { useApp } from "../state/store-context.ts";

const FILE = "cassettes/session.json";

const COMMANDS = [
  { label: "Record an agent", command: `ccxray record -o ${FILE} claude` },
  { label: "Record the latest session", command: `ccxray record -o ${FILE} --session latest` },
  { label: "Replay it to an agent", command: `ccxray replay ${FILE} claude` },
  { label: "Replay it to a test", command: `ccxray replay ${FILE} -- npm test` },
] as const;

/** Where no replay runs: what one is, and how to start one. */
export function ReplayWelcome(): JSX.Element {
  const { store } = useApp();
  return (
    <main class="welcome" aria-label="Cassettes">
      <div class="welcome-inner">
        <h1>No replay runs here</h1>
        <p>
          A cassette is a file of what an agent and its model said. Replayed, it answers the agent in the model's place, offline, and every ask is judged: exact,
          drift or miss. The replay's own dashboard shows the verdicts on this screen as they come.
        </p>
        <CommandList commands={COMMANDS} />
        <p class="quiet">
          Or open a session and press Save as cassette.{" "}
          <button class="link" onClick={() => store.navigation.push({ tab: "delta", q: "" })}>
            All sessions
          </button>
        </p>
      </div>
    </main>
  );
}
