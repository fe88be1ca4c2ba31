/** What of a process is needed to stand behind it. */
export type Guarded = Pick<NodeJS.Process, "on" | "off">;

/**
 * Keeps the process up when something was thrown where nobody could catch it: inside a library's socket callback, say. The
 * exchange that it belonged to ends as its connection does, all others go on. Every such error is told. Returns its end.
 */
export function standBehind(target: Guarded, tell: (error: unknown) => void): () => void {
  target.on("uncaughtException", tell);
  target.on("unhandledRejection", tell);
  return () => {
    target.off("uncaughtException", tell);
    target.off("unhandledRejection", tell);
  };
}
