/** Everything a key can do. */
export type Action =
  | "next"
  | "previous"
  | "nextUser"
  | "previousUser"
  | "nextTab"
  | "previousTab"
  | "nextError"
  | "previousError"
  | "nextTool"
  | "previousTool"
  | "filter"
  | "open"
  | "back"
  | "follow"
  | "cassettes"
  | "copyLink"
  | "theme"
  | "help";

export interface Binding {
  readonly key: string;
  readonly action: Action;
  readonly label: string;
}

/** The keys, in the order in which help shows them. What binds them and what explains them is this one table. */
export const BINDINGS: readonly Binding[] = [
  { key: "j", action: "next", label: "Next turn, session or ask" },
  { key: "k", action: "previous", label: "Previous turn, session or ask" },
  { key: "J", action: "nextUser", label: "Next thing a person said" },
  { key: "K", action: "previousUser", label: "Previous thing a person said" },
  { key: "e", action: "nextError", label: "Next error, miss or drift" },
  { key: "E", action: "previousError", label: "Previous error, miss or drift" },
  { key: "t", action: "nextTool", label: "Next tool call" },
  { key: "T", action: "previousTool", label: "Previous tool call" },
  { key: "]", action: "nextTab", label: "Next tab" },
  { key: "[", action: "previousTab", label: "Previous tab" },
  { key: "Enter", action: "open", label: "Open" },
  { key: "Escape", action: "back", label: "Back" },
  { key: "G", action: "follow", label: "Follow the newest turn" },
  { key: "/", action: "filter", label: "Filter" },
  { key: "c", action: "cassettes", label: "Cassettes, or back to Now" },
  { key: "y", action: "copyLink", label: "Copy a link to this" },
  { key: "D", action: "theme", label: "Light, dark or as the system" },
  { key: "?", action: "help", label: "These keys" },
];

/** The parts of a keyboard event that decide what it does. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** The focus is where text is typed. */
  readonly typing: boolean;
  /** The focus is on something that Enter presses. */
  readonly pressable: boolean;
}

/** The action of a key press. Combinations with Ctrl, Alt or Cmd are the browser's, and so is all typing but Escape. */
export function actionOf(press: KeyPress): Action | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey) return undefined;
  if (press.typing && press.key !== "Escape") return undefined;
  if (press.pressable && press.key === "Enter") return undefined;
  return BINDINGS.find(({ key }) => key === press.key)?.action;
}
