import { objectAt, parseJson, textAt } from "../../src/domain/json.ts";
import { BASE } from "./route.ts";

/** Why there is no answer, in terms of what a person can do about it. */
export type Failure =
  | { readonly type: "unauthorized" }
  | { readonly type: "missing" }
  | { readonly type: "unreachable" }
  | { readonly type: "broken"; readonly message: string };

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** Asks the dashboard's API, or for text below it. Never rejects. */
export interface Api {
  json<T>(path: string, signal?: AbortSignal): Promise<Answer<T>>;
  text(path: string, signal?: AbortSignal): Promise<Answer<string>>;
}

const LONGEST_WAIT = 15_000;

/** Paths are relative to `/_ccxray/api/`. */
export function createApi(fetchOne: typeof fetch): Api {
  const ask = async (path: string, signal?: AbortSignal): Promise<Answer<string>> => {
    const limits = [AbortSignal.timeout(LONGEST_WAIT), ...(signal ? [signal] : [])];
    try {
      const response = await fetchOne(`${BASE}/api/${path}`, { signal: AbortSignal.any(limits) });
      const text = await response.text();
      return response.ok ? { ok: true, value: text } : { ok: false, failure: failureOf(response.status, text) };
    } catch {
      return { ok: false, failure: { type: "unreachable" } };
    }
  };
  return {
    text: ask,
    async json<T>(path: string, signal?: AbortSignal): Promise<Answer<T>> {
      const answer = await ask(path, signal);
      if (!answer.ok) return answer;
      const value = parseJson(answer.value);
      if (value === undefined) return { ok: false, failure: { type: "broken", message: "The answer is not JSON." } };
      return { ok: true, value: value as T };
    },
  };
}

function failureOf(status: number, text: string): Failure {
  if (status === 401) return { type: "unauthorized" };
  if (status === 404) return { type: "missing" };
  const error = objectAt(parseJson(text), "error");
  const sentences = [textAt(error, "message"), textAt(error, "hint")].filter((one) => one !== undefined);
  return { type: "broken", message: sentences.join(" ") || `The dashboard's API answered ${status}.` };
}
