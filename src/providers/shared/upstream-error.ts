import type { ResponseHead } from "../../domain/exchange.ts";
import { headerOf } from "../../domain/headers.ts";
import { isObject, objectAt, textAt, type Json } from "../../domain/json.ts";

/** What an upstream said about a failure; absent members were not said. */
export interface UpstreamError {
  readonly status?: number | undefined;
  readonly type?: string | undefined;
  readonly message?: string | undefined;
  readonly retryAfter?: string | undefined;
}

/** The HTTP status of a turn when it says more than that there is an answer. */
export function errorStatus({ status }: { readonly status?: number | undefined }): { readonly status?: number } {
  return status !== undefined && status >= 400 ? { status } : {};
}

/** One sentence with everything that was said: `429 rate_limit_error: Slow down. Retry after 3 s.` */
export function errorSentence({ status, type, message, retryAfter }: UpstreamError): string {
  const what = [status, type].filter((one) => one !== undefined && one !== "").join(" ");
  const said = [what, message].filter((one) => one !== undefined && one !== "").join(": ");
  const sentence = said === "" ? "The upstream reported an error and did not say which." : said;
  if (retryAfter === undefined) return sentence;
  const wait = /^[\d.]+$/.test(retryAfter) ? `${retryAfter} s` : retryAfter;
  return `${sentence.replace(/[.\s]*$/, "")}. Retry after ${wait}.`;
}

/** The sentence for an answer with an error status: its JSON when it has some, else the beginning of its text. */
export function errorOfAnswer(head: ResponseHead | undefined, body: Json | undefined, text: string): string {
  const error = objectAt(body, "error");
  const type = textAt(error, "type") ?? textAt(error, "status") ?? textAt(error, "code") ?? head?.statusText;
  const message = textAt(error, "message") ?? textAt(body, "error") ?? textAt(body, "detail") ?? textAt(body, "message");
  const plain = isObject(body) ? undefined : text.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim().slice(0, 200);
  const retryAfter = head && headerOf(head.headers, "retry-after");
  return errorSentence({ status: head?.status, type, message: message ?? plain, retryAfter });
}
