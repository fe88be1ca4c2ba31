import type { HeaderList } from "../domain/exchange.ts";
import type { Json } from "../domain/json.ts";
import { CASSETTE_VERSION, type Cassette, type CassetteExchange, type CassetteMessage } from "./cassette.ts";
import { type DiskForm, type DiskMessage, messageName, usualKind } from "./format.ts";
import { formOf } from "./format-payload.ts";
import { createHistoryRefs, type HistoryRefs } from "./history-refs.ts";
import { isLonger } from "./json-size.ts";

/** A shorter payload is told as it is: a reference would say no less. */
const SHORTEST_LIKE = 400;

/**
 * The text of a cassette's file, a line at a time with its line end: the header, and for each exchange its request,
 * its answer's head, every message and its end. One text of it all could be longer than a string may be.
 */
export function* encodeCassette({ recordedAt, recordedBy, exchanges }: Cassette): Generator<string, void> {
  const history = createHistoryRefs();
  yield "{\n";
  yield `${member("version", CASSETTE_VERSION)},\n${member("recordedAt", recordedAt)},\n${member("recordedBy", recordedBy)},\n"exchanges": [`;
  for (const [i, exchange] of exchanges.entries()) {
    yield i === 0 ? "\n" : ",\n";
    yield* exchangeLines(exchange, Date.parse(recordedAt), history);
  }
  yield "\n]\n}\n";
}

function member(name: string, value: Json): string {
  return `${JSON.stringify(name)}: ${JSON.stringify(value)}`;
}

function* exchangeLines(exchange: CassetteExchange, epoch: number, history: HistoryRefs): Generator<string, void> {
  const { id, provider, transport, startedAt, upstream, messages } = exchange;
  yield ` {${members({ id, provider, transport, at: whole(startedAt - epoch), upstream })},\n`;
  yield `  "request":${JSON.stringify(requestOf(exchange))},\n`;
  const response = responseOf(exchange);
  if (response) yield `  ${members({ response })},\n`;
  yield '  "messages": [';
  for (const [i, message] of messages.entries()) yield `${i === 0 ? "" : ","}\n   ${JSON.stringify(diskMessage(exchange, message, i, history))}`;
  yield messages.length > 0 ? "\n  ]" : "]";
  const rest = members(endOf(exchange));
  yield rest === "" ? "}" : `,\n  ${rest}}`;
}

/** The members of an object without its braces. */
function members(value: object): string {
  return JSON.stringify(value).slice(1, -1);
}

function requestOf({ request: { method, path, upgrade, headers } }: CassetteExchange): object {
  return { method, path, ...(upgrade && { upgrade }), headers };
}

function responseOf({ response, answeredAt }: CassetteExchange): object | undefined {
  if (!response) return undefined;
  const { status, statusText, headers } = response;
  return { ...(answeredAt !== undefined && { at: whole(answeredAt) }), status, statusText, headers };
}

function endOf({ trailers, outcome, endedAt }: CassetteExchange): { trailers?: HeaderList; outcome?: object; endedAt?: number } {
  return { ...(trailers && { trailers }), ...(outcome && { outcome }), ...(endedAt !== undefined && { endedAt: whole(endedAt) }) };
}

function diskMessage({ id, transport }: CassetteExchange, message: CassetteMessage, index: number, history: HistoryRefs): DiskMessage {
  const { from, kind, at, cuts } = message;
  const { form, value } = formOf(message);
  return {
    ...(from === "client" && { from }),
    ...(kind !== usualKind(transport, form) && { kind }),
    at: whole(at),
    ...(cuts && { cuts }),
    ...payloadOf(form, value, `${from} ${form}`, messageName(id, index), history),
  };
}

function payloadOf(form: DiskForm, value: Json, lane: string, name: string, history: HistoryRefs): Partial<DiskMessage> {
  if (form === "base64" || !isLonger(value, SHORTEST_LIKE)) return { [form]: value };
  const { like, edit } = history.tell(lane, name, value);
  if (like === undefined) return { [form]: value };
  return { like, ...(edit !== undefined && { [form]: edit }) };
}

function whole(milliseconds: number): number {
  return Math.round(milliseconds);
}
