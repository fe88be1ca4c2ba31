import type { CassetteRefusal } from "../../src/dashboard/contract.ts";
import { isObject, objectAt, parseJson, textAt } from "../../src/domain/json.ts";
import { BASE } from "./route.ts";

/** Why there is no answer, in terms of what a person can do about it. */
export type Failure =
  | { readonly type: "unauthorized" }
  | { readonly type: "missing" }
  | { readonly type: "unreachable" }
  | { readonly type: "broken"; readonly message: string };

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** A session as a cassette; or what must not be in one, of which nothing is given. */
export type CassetteAnswer =
  | { readonly type: "made"; readonly name: string; readonly exchanges: number; readonly file: Blob }
  | { readonly type: "refused"; readonly refusal: CassetteRefusal }
  | { readonly type: "failed"; readonly failure: Failure };

/** Asks the dashboard's API, or for text below it. Never rejects. */
export interface Api {
  json<T>(path: string, signal?: AbortSignal): Promise<Answer<T>>;
  text(path: string, signal?: AbortSignal): Promise<Answer<string>>;
  cassette(session: string): Promise<CassetteAnswer>;
}

const LONGEST_WAIT = 15_000;
/** A cassette of hundreds of turns takes a while. */
const LONGEST_MAKING = 90_000;

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
    async cassette(session) {
      try {
        const response = await fetchOne(`${BASE}/api/sessions/${encodeURIComponent(session)}/cassette`, { signal: AbortSignal.timeout(LONGEST_MAKING) });
        return await cassetteAnswer(response);
      } catch {
        return { type: "failed", failure: { type: "unreachable" } };
      }
    },
  };
}

async function cassetteAnswer(response: Response): Promise<CassetteAnswer> {
  if (response.ok) {
    const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? "session.json";
    return { type: "made", name, exchanges: Number(response.headers.get("x-ccxray-exchanges")), file: await response.blob() };
  }
  const text = await response.text();
  const refusal = parseJson(text);
  if (response.status === 409 && isObject(refusal) && Array.isArray(refusal["findings"])) return { type: "refused", refusal: refusal as unknown as CassetteRefusal };
  return { type: "failed", failure: failureOf(response.status, text) };
}

function failureOf(status: number, text: string): Failure {
  if (status === 401) return { type: "unauthorized" };
  if (status === 404) return { type: "missing" };
  const error = objectAt(parseJson(text), "error");
  const sentences = [textAt(error, "message"), textAt(error, "hint")].filter((one) => one !== undefined);
  return { type: "broken", message: sentences.join(" ") || `The dashboard's API answered ${status}.` };
}
