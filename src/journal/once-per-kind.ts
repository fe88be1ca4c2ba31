/** Passes on the first failure of each kind; failures with the same message are of one kind. */
export function createOncePerKind(report: (error: unknown) => void): (error: unknown) => void {
  const known = new Set<string>();
  return (error) => {
    const kind = error instanceof Error ? error.message : String(error);
    if (known.has(kind)) return;
    known.add(kind);
    report(error);
  };
}
