const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const ALWAYS: readonly (readonly [string, string])[] = [
  ["content-security-policy", CONTENT_SECURITY_POLICY],
  ["x-content-type-options", "nosniff"],
  ["cross-origin-opener-policy", "same-origin"],
  ["cross-origin-resource-policy", "same-origin"],
];

const UNLESS_SAID: readonly (readonly [string, string])[] = [
  ["referrer-policy", "no-referrer"],
  ["cache-control", "no-store"],
];

/** Puts on an answer what every answer of the dashboard carries: what passed through us is foreign text, and private. */
export function secure(headers: Headers): void {
  for (const [name, value] of ALWAYS) headers.set(name, value);
  for (const [name, value] of UNLESS_SAID) if (!headers.has(name)) headers.set(name, value);
}
