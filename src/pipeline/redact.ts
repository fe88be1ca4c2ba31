import { type ExchangeEvent, type HeaderList, type Message, type MessageRun, messagesOf, type Opening, type Payload } from "../domain/exchange.ts";
import { withWords } from "../domain/outcome.ts";
import { ownMessage, payloadOf } from "../domain/payload.ts";
import type { Redacted } from "../domain/redacted.ts";
import { createFleetingMap } from "../platform/fleeting-map.ts";
import { createCleanBodies } from "./clean-bodies.ts";
import { createBodyRedactor } from "./redact-bodies.ts";
import { redactHeaders, redactQuery } from "./redact-headers.ts";
import { createPartRedactor, latin1, type PartRedactor } from "./redact-parts.ts";
import { createTextRedactor } from "./redact-text.ts";
import { createRooms, type Rooms } from "./rooms.ts";

/**
 * Takes secrets out and puts `{{secret.<kind>}}` in their place, the only maker of `Redacted`. What is redacted
 * already stays as it is, and JSON stays JSON. Known limits: a secret that is spelled over several messages (one
 * letter a server-sent event), one longer than 8 KB across the border of two parts, and one in undecodable bytes.
 */
export interface Redactor {
  /** Events of one exchange must come in order: the parts of a message are looked at together, so a part may be given with the next one. */
  event(event: ExchangeEvent): Redacted<ExchangeEvent>;
  text(text: string): string;
  /** Secret values masked, all names kept; `provider` adds the names that are secret with it. */
  headers(headers: HeaderList, provider?: string): HeaderList;
}

export interface RedactorOptions {
  /** Values that must never be written, whatever stands around them; those shorter than 8 characters are not looked for. */
  readonly secretValues: readonly string[];
  /** Header names (lower case), beyond the common ones, whose values are secret with a provider. */
  readonly secretHeaders: (providerId: string) => readonly string[];
  /** Where lent bytes lie, so that they are remembered without a copy. */
  readonly rooms?: Rooms;
}

/** What is known of an exchange under way. */
interface Open {
  readonly provider: string;
  /** Messages that have begun and not ended, by side and kind. */
  readonly parts: Map<string, PartRedactor>;
}

export function createRedactor({ secretValues, secretHeaders, rooms = createRooms() }: RedactorOptions): Redactor {
  const redactor = createTextRedactor(secretValues);
  const redactBody = createBodyRedactor(redactor);
  const isClean = createCleanBodies(redactor, rooms);
  const open = createFleetingMap<string, Open>();
  const text = (value: string): string => redactor.redact(value);
  const url = (value: string): string => text(redactQuery(value));

  function headers(list: HeaderList, provider?: string): HeaderList {
    return redactHeaders(list, provider === undefined ? [] : secretHeaders(provider), text);
  }

  function openingOf(opening: Opening): Opening {
    const { request, provider } = opening;
    return { ...opening, upstream: url(opening.upstream), request: { ...request, path: url(request.path), headers: headers(request.headers, provider) } };
  }

  function openOf(id: string, provider = ""): Open {
    const known = open.get(id);
    if (known) return known;
    const opened: Open = { provider, parts: new Map() };
    open.set(id, opened);
    return opened;
  }

  function messageOf(id: string, message: Message): Message {
    const { payload, from, kind } = message;
    const { parts } = openOf(id);
    if (message.lent) return isClean(payload as Uint8Array) ? message : messageOf(id, ownMessage(message));
    if (!message.more && parts.size === 0) return withPayload(message, payloadRedacted(payload, redactBody));
    const key = `${from} ${kind}`;
    const begun = parts.get(key);
    if (!message.more && !begun) return withPayload(message, payloadRedacted(payload, redactBody));
    const part = begun ?? createPartRedactor(redactor);
    if (message.more) parts.set(key, part);
    else parts.delete(key);
    return { ...message, payload: part.take(payload, message.more === true) };
  }

  /** Looked at as a whole where that tells as much: only when something is found then, each message is redacted by itself. */
  function runOf(run: MessageRun): MessageRun {
    if (standApart(run) && redactor.isClean(run.payload)) return run;
    const pieces = messagesOf(run).map(({ payload }) => text(payload as string));
    let end = 0;
    return { ...run, payload: pieces.join(""), ends: pieces.map((piece) => (end += piece.length)) };
  }

  function redacted(event: ExchangeEvent): ExchangeEvent {
    switch (event.type) {
      case "opened":
        openOf(event.opening.id, event.opening.provider);
        return { ...event, opening: openingOf(event.opening) };
      case "answered": {
        const { response } = event;
        return { ...event, response: { ...response, statusText: text(response.statusText), headers: headers(response.headers, open.get(event.id)?.provider) } };
      }
      case "message": {
        const message = messageOf(event.id, event.message);
        return message === event.message ? event : { ...event, message };
      }
      case "messages": {
        const run = runOf(event.run);
        return run === event.run ? event : { ...event, run };
      }
      case "ended": {
        const { trailers, outcome } = event;
        const provider = open.get(event.id)?.provider;
        open.delete(event.id);
        return { ...event, outcome: withWords(outcome, text), ...(trailers && { trailers: headers(trailers, provider) }) };
      }
    }
  }

  return { event: (event) => redacted(event) as Redacted<ExchangeEvent>, text, headers };
}

const CODE = { newLine: 10, carriageReturn: 13, opening: 0x7b, closing: 0x7d };

/**
 * Do these messages end and begin in a way that what is secret in one of them is seen beside the others too? Most rules ask
 * what stands before or behind a word: `…x` before `sk-…` would hide it. Events end with a line, and JSON with its bracket.
 */
function standApart({ payload, ends }: MessageRun): boolean {
  const codeAt = (at: number): number | undefined => (typeof payload === "string" ? payload.charCodeAt(at) : payload[at]);
  return ends.every((end) => {
    const last = codeAt(end - 1);
    return end === payload.length || last === CODE.newLine || last === CODE.carriageReturn || (last === CODE.closing && codeAt(end) === CODE.opening);
  });
}

function withPayload(message: Message, payload: Payload): Message {
  return payload === message.payload ? message : { ...message, payload };
}

function payloadRedacted(payload: Payload, redact: (text: string) => string): Payload {
  if (typeof payload === "string") return redact(payload);
  const before = latin1(payload);
  const after = redact(before);
  return after === before ? payload : payloadOf(Buffer.from(after, "latin1"));
}
