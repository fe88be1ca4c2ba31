import type { TeeConnection } from "./tcp-tee.ts";

/** One side of an exchange as it was on the wire (RFC 9112). Of chunked bodies only the content counts; after an upgrade the body is all that followed. */
export interface WireMessage {
  readonly startLine: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

export interface WireExchange {
  readonly request: WireMessage;
  /** Undefined when the connection ended first. */
  readonly response: WireMessage | undefined;
}

/** The requests of a connection with their answers, in order. */
export function wireExchanges({ fromClient, fromServer }: TeeConnection): readonly WireExchange[] {
  const answers = readAll(Buffer.concat(fromServer), responseLength).filter(({ startLine }) => !/^HTTP\/1\.1 1(?!01)/.test(startLine));
  return readAll(Buffer.concat(fromClient), requestLength).map((request, i) => ({ request, response: answers[i] }));
}

/** The values of a header, joined. */
export function wireHeader({ headers }: Pick<WireMessage, "headers">, name: string): string | undefined {
  const values = headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(", ");
}

type BodyLength = number | "chunked" | "rest";
type Head = Omit<WireMessage, "body">;

function requestLength(head: Head): BodyLength {
  return wireHeader(head, "upgrade") === undefined ? declaredLength(head, 0) : "rest";
}

/** Answers to HEAD do not occur here; 204 and 304 have no body. */
function responseLength(head: Head): BodyLength {
  const status = Number(head.startLine.split(" ")[1]);
  if (status === 101) return "rest";
  return status < 200 || status === 204 || status === 304 ? 0 : declaredLength(head, "rest");
}

function declaredLength(head: Head, otherwise: BodyLength): BodyLength {
  if (/chunked/i.test(wireHeader(head, "transfer-encoding") ?? "")) return "chunked";
  const length = wireHeader(head, "content-length");
  return length === undefined ? otherwise : Number(length);
}

function readAll(bytes: Buffer, lengthOf: (head: Head) => BodyLength): readonly WireMessage[] {
  const messages: WireMessage[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf("\r\n\r\n", at);
    if (end < 0) break;
    const head = readHead(bytes.toString("latin1", at, end));
    const { body, next } = readBody(bytes, end + 4, lengthOf(head));
    messages.push({ ...head, body });
    at = next;
  }
  return messages;
}

function readHead(text: string): Head {
  const [startLine = "", ...lines] = text.split("\r\n");
  return { startLine, headers: lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()] as const) };
}

function readBody(bytes: Buffer, at: number, length: BodyLength): { body: Buffer; next: number } {
  if (length === "rest") return { body: bytes.subarray(at), next: bytes.length };
  if (length !== "chunked") return { body: bytes.subarray(at, at + length), next: at + length };
  const chunks: Buffer[] = [];
  for (let next = at; ; ) {
    const lineEnd = bytes.indexOf("\r\n", next);
    if (lineEnd < 0) return { body: Buffer.concat(chunks), next: bytes.length };
    const size = Number.parseInt(bytes.toString("latin1", next, lineEnd), 16);
    // Trailers are not used by the agents, so the last chunk is followed by an empty line.
    if (!size) return { body: Buffer.concat(chunks), next: lineEnd + 4 };
    chunks.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    next = lineEnd + 2 + size + 2;
  }
}
