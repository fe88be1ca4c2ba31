import type { JSX } from "preact";
import type { Role } from "../../src/domain/turn.ts";
import { Fold } from "../parts/fold.tsx";
import { Ledger } from "./ledger.tsx";
import { legible } from "./legible.ts";
import { Prose } from "./prose.tsx";

const LABELS: Readonly<Record<Role, string>> = { user: "You", assistant: "Model", system: "System", developer: "Developer", tool: "Tool" };

interface Props {
  readonly text: string;
  readonly role: Role;
  readonly live: boolean;
}

/** Something that was said. What an agent put into a person's mouth (`<environment_context>` …) is context, and folded. */
export function TextBlock({ text: given, role, live }: Props): JSX.Element {
  const text = legible(given);
  if (role === "user" && isInjected(text)) {
    return (
      <Ledger kind="context" label="Context">
        <Fold text={text} lines={3} />
      </Ledger>
    );
  }
  return (
    <Ledger kind={role} label={LABELS[role]} live={live}>
      <Prose text={text} />
    </Ledger>
  );
}

function isInjected(text: string): boolean {
  return /^\s*<([a-z][\w-]*)>[\s\S]*<\/\1>\s*$/i.test(text);
}
