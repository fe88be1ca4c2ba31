/** Something in a cassette that ought not to be there. */
export interface Finding {
  /** An `error` fails the check. */
  readonly severity: "error" | "warning";
  /** Line and column in the file, from 1. */
  readonly line: number;
  readonly column: number;
  readonly what: string;
  /** A little of it, masked. */
  readonly excerpt: string;
  readonly hint: string;
}
