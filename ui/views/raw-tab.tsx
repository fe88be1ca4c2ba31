import type { JSX } from "preact";
import type { ExchangeAnswer, MessageRow } from "../../src/dashboard/contract.ts";
import type { HeaderList } from "../../src/domain/exchange.ts";
import type { TurnSummary } from "../../src/domain/session.ts";
import { Icon } from "../parts/icon.tsx";
import { MessageBody } from "../parts/message-body.tsx";
import { Pending } from "../parts/pending.tsx";
import { curlOf } from "../state/curl.ts";
import { exchangePath } from "../state/details.ts";
import { bytes, counted, duration } from "../state/format.ts";
import { useApp } from "../state/store-context.ts";

/** What passed, as it passed. */
export function RawTab({ turn }: { readonly turn: TurnSummary }): JSX.Element {
  const { store } = useApp();
  return <Pending loaded={store.exchange.loaded.value}>{(exchange) => <Raw key={turn.exchangeId} exchange={exchange} />}</Pending>;
}

function Raw({ exchange }: { readonly exchange: ExchangeAnswer }): JSX.Element {
  const { request, response, summary, messages, trailers } = exchange;
  const own = (side: "client" | "upstream"): readonly MessageRow[] => messages.filter(({ from, kind }) => from === side && kind === "body");
  const streamed = messages.filter(({ from, kind }) => from === "upstream" && kind !== "body");
  return (
    <div class="raw">
      <section aria-label="Request">
        <header class="raw-head">
          <h3>Request</h3>
          <span class="quiet">{bytes(summary.bytesFromClient)}</span>
          <CopyCurl exchange={exchange} body={own("client")[0]} />
        </header>
        <p class="raw-line">
          <b>{request.method}</b> {request.path}
        </p>
        {summary.upstream && <p class="raw-line quiet">to {summary.upstream}</p>}
        <Headers headers={request.headers} />
        {own("client").map((row) => (
          <MessageBody key={row.n} exchangeId={summary.id} row={row} />
        ))}
      </section>
      <section aria-label="Response">
        <header class="raw-head">
          <h3>Response</h3>
          <span class="quiet">{bytes(summary.bytesFromUpstream)}</span>
        </header>
        {response ? (
          <>
            <p class="raw-line">
              <b class={response.status >= 400 ? "tone-failed" : ""}>{response.status}</b> {response.statusText}{" "}
              <span class="quiet">after {duration(response.at - summary.startedAt)}</span>
            </p>
            <Headers headers={response.headers} />
          </>
        ) : (
          <p class="nothing inline">{exchange.state === "running" ? "No answer yet." : "There was no answer."}</p>
        )}
        {own("upstream").map((row) => (
          <MessageBody key={row.n} exchangeId={summary.id} row={row} />
        ))}
        {streamed.length > 0 && <Streamed count={streamed.length} />}
        {trailers && trailers.length > 0 && <Headers headers={trailers} name="trailer" />}
        <Ending exchange={exchange} />
      </section>
    </div>
  );
}

function Headers({ headers, name = "header" }: { readonly headers: HeaderList; readonly name?: string }): JSX.Element {
  return (
    <details class="headers" open={headers.length <= 12}>
      <summary>{counted(headers.length, name)}</summary>
      <dl>
        {headers.map(([key, value], at) => (
          <div key={at}>
            <dt>{key}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Streamed({ count }: { readonly count: number }): JSX.Element {
  const { store } = useApp();
  const { navigation } = store;
  return (
    <button class="carried" onClick={() => navigation.replace({ ...navigation.route.peek(), turn: navigation.route.peek().turn ?? "latest", tab: "events" })}>
      <span>{counted(count, "event")} streamed; see Events</span>
    </button>
  );
}

function Ending({ exchange }: { readonly exchange: ExchangeAnswer }): JSX.Element | null {
  const { outcome } = exchange;
  if (!outcome) return null;
  const closing = outcome.type === "completed" && outcome.closing;
  const text = closing
    ? `Closed by the ${closing.by} with ${closing.code === 1005 || closing.code === 1006 ? "no close frame" : closing.code}`
    : outcome.type;
  const reason = closing ? closing.reason : "message" in outcome ? outcome.message : "";
  return (
    <p class="raw-line quiet">
      {text} after {duration(exchange.summary.durationMs)}
      {reason ? `: ${reason}` : ""}
    </p>
  );
}

function CopyCurl({ exchange, body }: { readonly exchange: ExchangeAnswer; readonly body: MessageRow | undefined }): JSX.Element {
  const { store, copy } = useApp();
  const run = async (): Promise<void> => {
    const whole = body?.cut ? await store.api.text(`${exchangePath(exchange.summary.id)}/messages/${body.n}`) : undefined;
    if (whole && !whole.ok) store.notify("The body could not be loaded");
    else copy(curlOf(exchange, whole?.value ?? body?.text), "as curl");
  };
  return (
    <button class="button" onClick={() => void run()} title="Secrets stay masked">
      <Icon name="copy" />
      Copy as curl
    </button>
  );
}
