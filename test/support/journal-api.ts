import type { ExchangeAnswer, ExchangesAnswer, SessionsAnswer } from "../../src/dashboard/contract.ts";
import type { ExchangeSummary } from "../../src/domain/session.ts";
import { until } from "./until.ts";

type At = { readonly url: string };

/** Asks the dashboard's API; `path` is what follows `/_ccxray/api/`. */
export async function askApi<Answer>({ url }: At, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const response = await fetch(`${url}/_ccxray/api/${path}`, { headers });
  if (!response.ok) throw new Error(`${path} was answered with ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}

/** The newest exchange whose path contains `mark`, once it has ended. */
export async function endedExchange(proxy: At, mark: string): Promise<ExchangeSummary> {
  return until(`an exchange with ${mark} has ended`, async () => {
    const { exchanges } = await askApi<ExchangesAnswer>(proxy, "exchanges");
    return exchanges.find(({ path, state }) => path.includes(mark) && state !== "running");
  });
}

export async function wholeExchange(proxy: At, { id }: Pick<ExchangeSummary, "id">): Promise<ExchangeAnswer> {
  return askApi(proxy, `exchanges/${id}`);
}

export async function sessions(proxy: At): Promise<SessionsAnswer["sessions"]> {
  return (await askApi<SessionsAnswer>(proxy, "sessions")).sessions;
}
