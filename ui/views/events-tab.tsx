import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ExchangeAnswer, MessageRow } from "../../src/dashboard/contract.ts";
import type { TurnSummary } from "../../src/domain/session.ts";
import { MessageBody } from "../parts/message-body.tsx";
import { Pending } from "../parts/pending.tsx";
import { VirtualList } from "../parts/virtual-list.tsx";
import { bytes, duration, whole } from "../state/format.ts";
import { useStore } from "../state/store-context.ts";
import { wireLine } from "../state/wire.ts";

/** Every message of the exchange in order, with the time between them. */
export function EventsTab({ turn }: { readonly turn: TurnSummary }): JSX.Element {
  const { exchange } = useStore();
  return <Pending loaded={exchange.loaded.value}>{(answer) => <Events key={`${turn.exchangeId}.${turn.index}`} exchange={answer} turn={turn} />}</Pending>;
}

interface Props {
  readonly exchange: ExchangeAnswer;
  readonly turn: TurnSummary;
}

function Events({ exchange, turn }: Props): JSX.Element {
  const rows = exchange.messages;
  const [chosen, setChosen] = useState<number | undefined>(undefined);
  const isLive = turn.state === "running" && chosen === undefined;
  const start = turn.startedAt;
  const end = turn.durationMs === undefined ? Infinity : start + turn.durationMs;
  const opened = exchange.summary.startedAt;
  const isOwn = (row: MessageRow): boolean => turn.transport === "http" || (row.at >= start - 1 && row.at <= end + 1);
  const first = rows.findIndex(isOwn);
  const selected = chosen ?? (isLive ? rows.length - 1 : first);
  const row = rows[selected];
  const step = (by: number): void => setChosen(Math.max(0, Math.min(rows.length - 1, selected + by)));
  if (rows.length === 0) return <p class="nothing">{exchange.state === "running" ? "Nothing has passed yet." : "Nothing passed."}</p>;
  return (
    <div class="events">
      <div class="events-list">
        <div class="event-row table-head" aria-hidden="true">
          <span class="num">#</span>
          <span class="num">Δt</span>
          <span />
          <span>Kind</span>
          <span>Says</span>
          <span class="num">Size</span>
        </div>
        <VirtualList
          id="event"
          label={`${whole(rows.length)} messages`}
          items={rows}
          rowHeight={26}
          selected={selected}
          following={isLive}
          keyOf={({ n }) => String(n)}
          onChoose={({ n }) => setChosen(rows.findIndex((one) => one.n === n))}
          onStep={step}
        >
          {(one, at) => <EventRow row={one} since={one.at - (rows[at - 1]?.at ?? opened)} passed={one.at - opened} own={isOwn(one)} />}
        </VirtualList>
      </div>
      {row && (
        <div class="event-detail">
          <MessageBody key={row.n} exchangeId={exchange.summary.id} row={row} />
        </div>
      )}
    </div>
  );
}

const STALL = 1000;

interface RowProps {
  readonly row: MessageRow;
  /** Milliseconds since the message before. */
  readonly since: number;
  /** Milliseconds since the exchange began. */
  readonly passed: number;
  /** It belongs to this turn; a WebSocket carries many. */
  readonly own: boolean;
}

function EventRow({ row, since, passed, own }: RowProps): JSX.Element {
  const { name, preview } = wireLine(row);
  return (
    <div class="event-row" data-own={own} data-from={row.from} title={`${duration(passed)} after the start`}>
      <span class="num quiet">{row.n + 1}</span>
      <span class={`num ${since >= STALL ? "tone-warn" : "quiet"}`}>+{duration(since)}</span>
      <span class="event-way" aria-label={row.from === "client" ? "sent" : "received"}>
        {row.from === "client" ? "↑" : "↓"}
      </span>
      <span class="event-kind">{name}</span>
      <span class="event-says">{preview}</span>
      <span class="num quiet">{bytes(row.size)}</span>
    </div>
  );
}
