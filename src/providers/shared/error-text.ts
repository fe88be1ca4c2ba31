import type { CcxrayError } from "../../domain/errors.ts";

/** What a person should read of an error of ours, in the one line that agents show. */
export function errorText({ message, hint }: CcxrayError): string {
  return hint === undefined ? message : `${message}${/[.!?]$/.test(message) ? "" : "."} ${hint}`;
}
