/** Everything that can go wrong by our own account. What an upstream says, even 500, is data and not here. */
export type ErrorCode =
  | "USAGE"
  | "CONFIG_INVALID"
  | "PORT_IN_USE"
  | "AGENT_NOT_FOUND"
  | "UPSTREAM_LOOP"
  | "UPSTREAM_REFUSED"
  | "UPSTREAM_UNRESOLVABLE"
  | "UPSTREAM_TLS"
  | "UPSTREAM_TIMEOUT"
  | "UPSTREAM_BROKEN"
  | "NO_ROUTE"
  | "UNAUTHORIZED"
  | "JOURNAL_UNUSABLE"
  | "NOT_FOUND"
  | "CASSETTE_INVALID"
  | "REPLAY_MISS";

/** A failure of ours: what happened with the names that matter, and what to do next. */
export class CcxrayError extends Error {
  override readonly name = "CcxrayError";
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}
