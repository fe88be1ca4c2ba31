import type { JsonObject } from "../domain/json.ts";
import { CASSETTE_VERSION } from "./cassette.ts";

const text = { type: "string" } as const;
const time = { type: "integer", minimum: 0 } as const;

const headers = {
  type: "array",
  description: "Names and values in order, as they came.",
  items: { type: "array", items: text, minItems: 2, maxItems: 2 },
} as const;

function object(required: readonly string[], properties: JsonObject, description = ""): JsonObject {
  return { type: "object", ...(description !== "" && { description }), properties, required, additionalProperties: false };
}

const side = { enum: ["client", "upstream"] } as const;

const closing = object(["by", "code", "reason"], { by: side, code: { ...time, maximum: 4999 }, reason: text }, "How a WebSocket was closed (RFC 6455, 7.4); 1005: without a code, 1006: without a close frame.");

const outcome: JsonObject = {
  description: "How the exchange ended; absent: it was still running.",
  oneOf: [
    object(["type"], { type: { const: "completed" }, closing }),
    object(["type", "code", "message"], { type: { const: "failed" }, code: text, message: text }, "No answer could be had."),
    object(["type", "message"], { type: { const: "cut" }, message: text }, "The upstream broke off."),
    object(["type"], { type: { const: "aborted" } }, "The client went away."),
    object(["type"], { type: { const: "interrupted" } }, "The recording ended first."),
  ],
};

const message = object(
  ["at"],
  {
    from: { ...side, description: "Absent: the upstream." },
    kind: { enum: ["body", "event", "text", "binary", "ping", "pong", "close"], description: "Absent: event where the payload is told as event or data, else body over HTTP and text on a WebSocket." },
    at: { ...time, description: "Milliseconds since the exchange was opened." },
    cuts: { type: "array", items: { type: "integer", minimum: 1 }, description: "Offsets in the payload's bytes at which a network chunk ended inside it." },
    like: {
      type: "string",
      pattern: "^e[1-9][0-9]*/[0-9]+$",
      description:
        'The earlier message that this one is told by: e3/0 is the first message of exchange e3. The payload then holds what differs, or is absent when nothing does. An edit is {"$set": {members}, "$drop": [keys], "$order": [keys]} of an object, {"$list": [steps]} of an array, {"$text": [steps]} of a string, {"$value": any} for a new value as it is, or the new value itself. Steps are {"$keep": n}, {"$skip": n}, an edit of the next item, or a new item.',
    },
    json: { description: "A payload that is the text of this value, as JSON.stringify writes it." },
    event: { description: "The data of a server-sent event, whose type is also on its event line." },
    data: { description: "The data of a server-sent event without an event line." },
    text: { description: "The payload itself; with like, an edit of the earlier one." },
    base64: { type: "string", description: "A payload that is no text." },
  },
  "One unit on the wire, with one of json, event, data, text, base64.",
);

const exchange = object(
  ["id", "provider", "transport", "at", "upstream", "request", "messages"],
  {
    id: { type: "string", pattern: "^e[1-9][0-9]*$" },
    provider: { type: "string", description: "The protocol's id; unknown where nobody claims it." },
    transport: { enum: ["http", "websocket"] },
    at: { type: "integer", description: "Milliseconds since recordedAt." },
    upstream: text,
    request: object(["method", "path", "headers"], { method: text, path: text, upgrade: { type: "boolean" }, headers }),
    response: object(["status", "statusText", "headers"], { at: time, status: { type: "integer", minimum: 100, maximum: 599 }, statusText: text, headers }, "Absent: the upstream never answered."),
    messages: { type: "array", items: message },
    trailers: headers,
    outcome,
    endedAt: time,
  },
  "One HTTP request with its answer, or one WebSocket connection.",
);

/** JSON Schema (2020-12) of a cassette's file. */
export const cassetteSchema: JsonObject = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: `ccxray cassette, version ${CASSETTE_VERSION}`,
  ...object(
    ["version", "recordedAt", "recordedBy", "exchanges"],
    { version: { const: CASSETTE_VERSION }, recordedAt: { type: "string", format: "date-time" }, recordedBy: { type: "string", description: "The ccxray version that wrote it." }, exchanges: { type: "array", items: exchange } },
    "Recorded exchanges of a coding agent with model APIs. {{cwd}}, {{home}}, {{tmp}}, {{user}}, {{host}} and {{session}} stand for places of the run, {{secret.…}} for what was taken out. {{cwd.url}} is the place as a URL's query spells it (%2F), {{cwd.json}} a place whose spelling JSON escapes (a Windows path), in JSON within JSON, {{cwd.json.json}} one deeper. {{literal.cwd}} is what the text itself said: {{cwd}}, and {{literal.literal.cwd}} is {{literal.cwd}}.",
  ),
};
