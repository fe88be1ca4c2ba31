import { CcxrayError, type ErrorCode } from "../domain/errors.ts";

const BY_CODE: Readonly<Record<string, ErrorCode>> = {
  ECONNREFUSED: "UPSTREAM_REFUSED",
  ENOTFOUND: "UPSTREAM_UNRESOLVABLE",
  EAI_AGAIN: "UPSTREAM_UNRESOLVABLE",
  EAI_NODATA: "UPSTREAM_UNRESOLVABLE",
  ETIMEDOUT: "UPSTREAM_TIMEOUT",
  UND_ERR_CONNECT_TIMEOUT: "UPSTREAM_TIMEOUT",
  UND_ERR_HEADERS_TIMEOUT: "UPSTREAM_TIMEOUT",
  UND_ERR_BODY_TIMEOUT: "UPSTREAM_TIMEOUT",
  UND_ERR_PRX_TLS: "UPSTREAM_TLS",
};

const TLS_CODE = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)|CERT|^EPROTO$/;

const SAYS: Readonly<Partial<Record<ErrorCode, readonly [message: string, hint: string]>>> = {
  UPSTREAM_REFUSED: ["refused the connection", "Is it running, and is the port right? `ccxray doctor` tries every upstream."],
  UPSTREAM_UNRESOLVABLE: ["has a name that cannot be resolved", "Check the spelling, the network and, behind a corporate proxy, HTTPS_PROXY."],
  UPSTREAM_TIMEOUT: ["did not answer in time", "CCXRAY_CONNECT_TIMEOUT_MS and CCXRAY_IDLE_TIMEOUT_MS set how long ccxray waits."],
  UPSTREAM_TLS: ["could not be trusted over TLS", "NODE_EXTRA_CA_CERTS names a file with the certificate authorities of your network."],
  UPSTREAM_BROKEN: ["broke off the connection", "The same request may succeed when it is sent again."],
};

/** A network failure as one of ours, naming the upstream, what happened and what to do. */
export function networkError(origin: string, cause: unknown): CcxrayError {
  const code = codeOf(cause);
  const kind = BY_CODE[code] ?? (TLS_CODE.test(code) ? "UPSTREAM_TLS" : "UPSTREAM_BROKEN");
  const [what, hint] = SAYS[kind] ?? ["failed", ""];
  const detail = [code, messageOf(cause)].filter(Boolean).join(": ");
  return new CcxrayError(kind, `${origin} ${what}${detail && ` (${detail})`}`, { hint, cause });
}

function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return "";
  const code = (cause as NodeJS.ErrnoException).code;
  // undici wraps the socket's own error, which says more than "other side closed".
  return typeof code === "string" && code !== "UND_ERR_SOCKET" ? code : cause.cause ? codeOf(cause.cause) : (code ?? "");
}

function messageOf(cause: unknown): string {
  // Several addresses tried: the first failure speaks for all of them.
  if (cause instanceof AggregateError) return messageOf(cause.errors[0]);
  return cause instanceof Error ? cause.message : "";
}
