/** Passes on the first failure of each kind: told apart by SQLite's or the system's code, or by their message. */
export function createOncePerKind(report: (error: unknown) => void): (error: unknown) => void {
  const known = new Set<string>();
  return (error) => {
    const kind = kindOf(error);
    if (known.has(kind)) return;
    known.add(kind);
    report(error);
  };
}

function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { errcode, code } = error as { readonly errcode?: number; readonly code?: string };
  if (errcode !== undefined) return `sqlite ${errcode}`;
  return code === undefined ? error.message : `${code} ${error.message}`;
}
