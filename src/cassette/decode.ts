import type { Closing, Header, HeaderList, Outcome, Transport } from "../domain/exchange.ts";
import type { Json } from "../domain/json.ts";
import type { Redacted } from "../domain/redacted.ts";
import type { Cassette, CassetteExchange } from "./cassette.ts";
import { decodeMessages, type Earlier } from "./decode-message.ts";
import { broken, itemsOf, memberOf, numberOf, objectOf, oneOf, type Placed, textOf } from "./decode-place.ts";

/**
 * A cassette from the JSON of its file, in the current version. Equal parts of asks are the same object.
 * Throws CASSETTE_INVALID with file and place.
 */
export function decodeCassette(json: Json, name: string): Cassette {
  const file: Placed = { file: name, path: () => "", value: json };
  objectOf(file, ["version", "recordedAt", "recordedBy", "exchanges"]);
  const recordedAt = textOf(memberOf(file, "recordedAt"));
  const epoch = Date.parse(recordedAt);
  if (Number.isNaN(epoch)) throw broken(memberOf(file, "recordedAt"), "must be a time such as 2026-01-31T12:00:00.000Z");
  const earlier: Earlier = new Map();
  const ids = new Set<string>();
  const exchanges = itemsOf(memberOf(file, "exchanges")).map((placed) => {
    const exchange = exchangeOf(placed, epoch, earlier);
    if (ids.has(exchange.id)) throw broken(memberOf(placed, "id"), `is taken: there is another ${exchange.id}`, "Give each exchange an id of its own.");
    ids.add(exchange.id);
    // What lies in a cassette was redacted when it was written.
    return exchange as Redacted<CassetteExchange>;
  });
  return { name, recordedAt, recordedBy: textOf(memberOf(file, "recordedBy")), exchanges };
}

const EXCHANGE = ["id", "provider", "transport", "at", "upstream", "request", "response", "messages", "trailers", "outcome", "endedAt"];

function exchangeOf(placed: Placed, epoch: number, earlier: Earlier): CassetteExchange {
  const given = objectOf(placed, EXCHANGE);
  const id = textOf(memberOf(placed, "id"));
  if (!/^e[1-9]\d*$/.test(id)) throw broken(memberOf(placed, "id"), "must be e1, e2 and so on");
  const transport = oneOf<Transport>(memberOf(placed, "transport"), ["http", "websocket"]);
  return {
    id,
    provider: textOf(memberOf(placed, "provider")),
    transport,
    startedAt: epoch + numberOf(memberOf(placed, "at"), -Infinity),
    upstream: textOf(memberOf(placed, "upstream")),
    request: requestOf(memberOf(placed, "request")),
    ...(given["response"] !== undefined && responseOf(memberOf(placed, "response"))),
    messages: decodeMessages(memberOf(placed, "messages"), id, transport, earlier),
    ...(given["trailers"] !== undefined && { trailers: headersOf(memberOf(placed, "trailers")) }),
    ...(given["outcome"] !== undefined && { outcome: outcomeOf(memberOf(placed, "outcome")) }),
    ...(given["endedAt"] !== undefined && { endedAt: numberOf(memberOf(placed, "endedAt")) }),
  };
}

function requestOf(placed: Placed): CassetteExchange["request"] {
  const { upgrade = false } = objectOf(placed, ["method", "path", "upgrade", "headers"]);
  if (typeof upgrade !== "boolean") throw broken(memberOf(placed, "upgrade"), "must be true or false");
  return { method: textOf(memberOf(placed, "method")), path: textOf(memberOf(placed, "path")), headers: headersOf(memberOf(placed, "headers")), upgrade };
}

function responseOf(placed: Placed): Pick<CassetteExchange, "response" | "answeredAt"> {
  const { at } = objectOf(placed, ["at", "status", "statusText", "headers"]);
  const status = numberOf(memberOf(placed, "status"), 100);
  if (status > 599) throw broken(memberOf(placed, "status"), "must be an HTTP status, 100 to 599");
  return {
    ...(at !== undefined && { answeredAt: numberOf(memberOf(placed, "at")) }),
    response: { status, statusText: textOf(memberOf(placed, "statusText")), headers: headersOf(memberOf(placed, "headers")) },
  };
}

function headersOf(placed: Placed): HeaderList {
  return itemsOf(placed).map((item): Header => {
    const [name, value, ...more] = itemsOf(item);
    if (!name || !value || more.length > 0) throw broken(item, "must be a name and a value");
    return [textOf(name), textOf(value)];
  });
}

function outcomeOf(placed: Placed): Outcome {
  const type = oneOf(memberOf(placed, "type"), ["completed", "failed", "aborted", "cut", "interrupted"]);
  switch (type) {
    case "completed":
      return { type, ...(objectOf(placed, ["type", "closing"])["closing"] !== undefined && { closing: closingOf(memberOf(placed, "closing")) }) };
    case "failed":
      objectOf(placed, ["type", "code", "message"]);
      return { type, code: textOf(memberOf(placed, "code")), message: textOf(memberOf(placed, "message")) };
    case "cut":
      objectOf(placed, ["type", "message"]);
      return { type, message: textOf(memberOf(placed, "message")) };
    case "aborted":
    case "interrupted":
      objectOf(placed, ["type"]);
      return { type };
  }
}

function closingOf(placed: Placed): Closing {
  objectOf(placed, ["by", "code", "reason"]);
  return { by: oneOf(memberOf(placed, "by"), ["client", "upstream"]), code: numberOf(memberOf(placed, "code")), reason: textOf(memberOf(placed, "reason")) };
}
