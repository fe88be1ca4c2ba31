import type { JSX } from "preact";
import { BINDINGS } from "../state/keys.ts";
import { useStore } from "../state/store-context.ts";
import { Icon } from "./icon.tsx";

const EXAMPLES = [
  ["npm test", "in what was asked, answered or called"],
  ["is:error", "also is:live is:user is:tool is:aborted is:cut"],
  ["tool:Bash", "a tool's name"],
  ["model:opus agent:codex", "both must hold"],
  ["status:529", "also status:5xx, status>400"],
  ["dur>5", "seconds, also dur>=5; tokens>1000 is output"],
  ["is:miss", "asks of a replay; also is:drift is:exact"],
  ["-is:title", "a minus turns a term round"],
] as const;

/** The keys and the filter language, beside the page and not over it. */
export function HelpPanel(): JSX.Element | null {
  const { helpOpen } = useStore();
  if (!helpOpen.value) return null;
  return (
    <aside class="help" aria-label="Keys and filters">
      <header>
        <h2>Keys</h2>
        <button class="button" aria-label="Close" onClick={() => (helpOpen.value = false)}>
          <Icon name="close" />
        </button>
      </header>
      <dl class="help-keys">
        {BINDINGS.map(({ key, label }) => (
          <div key={key}>
            <dt>
              <kbd>{key === "Escape" ? "Esc" : key}</kbd>
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
      <h2>Filter</h2>
      <dl class="help-filter">
        {EXAMPLES.map(([example, meaning]) => (
          <div key={example}>
            <dt>
              <code>{example}</code>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </aside>
  );
}
