/** The worker threads of this program: name and entry file under `src/`. The build embeds each of them in the program. */
export const THREADS = {
  cassette: "cli/cassette-thread.ts",
  journal: "journal/thread.ts",
} as const;

export type ThreadName = keyof typeof THREADS;
