import type { JSX } from "preact";
import type { StartCommand } from "../state/agents.ts";
import { CopyButton } from "./copy-button.tsx";

/** Commands to copy. */
export function CommandList({ commands }: { readonly commands: readonly StartCommand[] }): JSX.Element {
  return (
    <ul class="commands">
      {commands.map(({ label, command }) => (
        <li key={label}>
          <span>{label}</span>
          <code>{command}</code>
          <CopyButton text={command} what={`the command: ${label}`} />
        </li>
      ))}
    </ul>
  );
}
