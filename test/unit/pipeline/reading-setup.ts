import { type ExchangeEvent, type HeaderList, type Message, messagesOf, type Opening, type Outcome, type ResponseHead, type Side, type Transport } from "../../../src/domain/exchange.ts";
import { createReading, type Reading } from "../../../src/pipeline/reading.ts";

const COMPLETED: Outcome = { type: "completed" };

/** A reading of one exchange, with short ways to say what was observed. */
export interface Observed {
  readonly reading: Reading;
  readonly events: ExchangeEvent[];
  messages(): Message[];
  /** The payloads of one side, in order. */
  said(from: Side): Message["payload"][];
  bytes(from: Side, bytes: string | Uint8Array, at?: number): void;
  answered(headers?: HeaderList, status?: number): void;
  finished(from: Side, at?: number): void;
  ended(outcome?: Outcome): Promise<void>;
}

export interface Circumstances {
  readonly requestHeaders?: HeaderList;
  readonly transport?: Transport;
  /** Given each message instead of keeping it. */
  readonly onMessage?: (message: Message) => void;
}

export function observe({ requestHeaders = [], transport = "http", onMessage }: Circumstances = {}): Observed {
  const id = "x";
  const events: ExchangeEvent[] = [];
  const keep = (event: ExchangeEvent): void => {
    if (event.type === "messages") for (const message of messagesOf(event.run)) keep({ type: "message", id, message });
    else if (event.type === "message" && event.message.lent) keep({ ...event, message: asText(event.message) });
    else if (onMessage && event.type === "message") onMessage(event.message);
    else events.push(event);
  };
  const reading = createReading({ onEvent: keep });
  const request = { method: "POST", path: "/", headers: requestHeaders, upgrade: transport === "websocket" };
  const opening: Opening = { id, provider: "p", transport, startedAt: 1_000_000, upstream: "", request };
  reading.take({ type: "opened", opening });
  const messages = (): Message[] => events.flatMap((event) => (event.type === "message" ? [event.message] : []));

  return {
    reading,
    events,
    messages,
    said: (from) => messages().filter((message) => message.from === from).map(({ payload }) => payload),
    bytes(from, bytes, at = 0) {
      const lent = typeof bytes === "string" ? Buffer.from(bytes) : new Uint8Array(bytes);
      reading.take({ type: "bytes", id, at, from, bytes: lent });
      // Whoever lent them writes to them again.
      void reading.settled().then(() => lent.fill(0xff));
    },
    answered(headers = [], status = 200) {
      const response: ResponseHead = { status, statusText: "", headers };
      reading.take({ type: "answered", id, at: 0, response });
    },
    finished: (from, at = 0) => reading.take({ type: "finished", id, at, from }),
    async ended(outcome = COMPLETED) {
      reading.take({ type: "ended", id, at: 0, outcome });
      await reading.settled();
    },
  };
}

/** A lent text, kept. */
function asText({ from, at, kind, payload }: Message): Message {
  return { from, at, kind, payload: Buffer.from(payload as Uint8Array).toString("utf8") };
}

/** The bytes in pieces of so many. */
export function cut(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.slice(i * size, (i + 1) * size));
}
