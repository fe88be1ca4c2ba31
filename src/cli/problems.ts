/** Troubles that do not end a run, on their way to the user. */
export interface Problems {
  readonly note: (message: string) => void;
  /** From now on everything is told at once, beginning with what was held back. */
  tell(): void;
}

/** `held`: an agent has the terminal, and a line of ours in the middle of its screen would spoil it. */
export function createProblems(warn: (message: string) => void, held: boolean): Problems {
  const waiting: string[] = [];
  let holding = held;
  return {
    note(message) {
      if (holding) waiting.push(message);
      else warn(message);
    },
    tell() {
      holding = false;
      for (const message of waiting.splice(0)) warn(message);
    },
  };
}
