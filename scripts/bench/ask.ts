import type { Dispatcher } from "undici";

/** The header that tells the upstream what to answer. */
export const WHAT = "x-bench";

/** Sends one POST over a pool and resolves when the whole answer has come. Rejects when it is no 200. */
export function ask(pool: Dispatcher, what: string, body: string | Buffer, onChunk: (chunk: Buffer) => void = () => {}): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  pool.dispatch(
    { path: "/v1/messages?beta=true", method: "POST", headers: { "content-type": "application/json", "anthropic-version": "2023-06-01", "x-api-key": "dummy", [WHAT]: what }, body },
    {
      onRequestStart() {},
      onResponseStart(controller, status) {
        if (status !== 200) controller.abort(new Error(`${what}: answered with ${status}`));
      },
      onResponseData: (_, chunk) => onChunk(chunk),
      onResponseEnd: () => resolve(),
      onResponseError: (_, error) => reject(error),
    },
  );
  return promise;
}
