/** Troubles that do not end a run, on their way to the user. */
export interface Problems {
  readonly note: (message: string) => void;
  /** From now on they wait: an agent has the terminal, and a line of ours in the middle of its screen would spoil it. */
  hold(): void;
  /** From now on everything is told at once, beginning with what was held back. */
  tell(): void;
}

export function createProblems(warn: (message: string) => void): Problems {
  const waiting: string[] = [];
  let holding = false;
  return {
    note(message) {
      if (holding) waiting.push(message);
      else warn(message);
    },
    hold() {
      holding = true;
    },
    tell() {
      holding = false;
      for (const message of waiting.splice(0)) warn(message);
    },
  };
}
