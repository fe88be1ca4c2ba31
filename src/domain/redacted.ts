declare const redacted: unique symbol;

/**
 * A value whose secrets are gone. Only `pipeline/redact.ts` makes one and sinks take nothing else,
 * so a secret that reaches a disk, a browser or a console is a type error.
 */
export type Redacted<T> = T & { readonly [redacted]: true };
