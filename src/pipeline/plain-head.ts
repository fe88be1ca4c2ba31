import type { Header, HeaderList } from "../domain/exchange.ts";
import { headerOf, headerValues, isNamed } from "../domain/headers.ts";

/** How the end of a body is known (RFC 9112, 6): a length in bytes, its own chunks, or the end of the connection. */
export type BodyLength = number | "chunked" | "until-close";

/** A head that was read, and what it says of its body and its connection. */
interface Head {
  readonly headers: HeaderList;
  readonly body: BodyLength;
  /** Another message may follow on this connection. */
  readonly keepAlive: boolean;
  /** Bytes of the head, with the empty line. */
  readonly size: number;
}

export interface PlainRequest extends Head {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
}

export interface PlainResponse extends Head {
  readonly status: number;
  /** The bytes of the reason phrase, as latin1. */
  readonly reason: string;
}

export const END_OF_HEAD = "\r\n\r\n";
const REQUEST_LINE = /^(DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT) (\/[!-~]*) HTTP\/1\.1$/;
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: (.*))?$/;
/** What a plain request may say of its connection: names of headers that belong to it are for others. */
const CONNECTION = /^(?:keep-alive|close)?$/i;
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const LENGTH = /^\d{1,15}$/;
/** What no line of a head may hold: controls but tab, and line ends that are not CRLF (RFC 9112, 2.2 and 5.5). */
const MALFORMED = /[^\t\r\n -~\x80-\xff]|\r(?!\n)|(?<!\r)\n/;
/** The same for an answer's reason phrase, whose controls are passed on as blanks. */
const CONTROLS_OF_REASON = /[^\t -~\x80-\xff]/g;

/**
 * Reads a request that is plain: whole with its first bytes, HTTP/1.1, a path, one host, a body with one length or in chunks, nothing
 * expected, offered or announced. Undefined for all others, well formed or not: those are for a full HTTP server, which knows every form.
 */
export function readPlainRequest(bytes: Buffer): PlainRequest | undefined {
  const end = bytes.indexOf(END_OF_HEAD);
  if (end < 0) return undefined;
  const text = bytes.toString("latin1", 0, end);
  if (MALFORMED.test(text)) return undefined;
  const [first = "", ...lines] = text.split("\r\n");
  const [, method, target] = REQUEST_LINE.exec(first) ?? [];
  const headers = readHeaders(lines);
  if (method === undefined || target === undefined || headers === undefined) return undefined;
  if (headers.filter((header) => isNamed(header, "host")).length !== 1) return undefined;
  if (headerOf(headers, "expect") !== undefined || headerOf(headers, "upgrade") !== undefined) return undefined;
  const connection = headerValues(headers, "connection") ?? "";
  if (!CONNECTION.test(connection) || headerOf(headers, "trailer") !== undefined) return undefined;
  const body = lengthOf(headers, 0, /^chunked$/i);
  return body === undefined ? undefined : { method, target, headers, body, keepAlive: connection.toLowerCase() !== "close", size: end + END_OF_HEAD.length };
}

/** A head of an answer, or what is wrong with it; undefined while it has not come whole. `method`: what was asked with. */
export function readPlainResponse(bytes: Buffer, method: string): PlainResponse | { readonly malformed: string } | undefined {
  const end = bytes.indexOf(END_OF_HEAD);
  if (end < 0) return undefined;
  const [first = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const [, minor, digits, reason = ""] = STATUS_LINE.exec(first.replace(CONTROLS_OF_REASON, " ")) ?? [];
  if (digits === undefined) return { malformed: "its answer does not begin as one of HTTP/1.1" };
  const headers = lines.some((line) => MALFORMED.test(line)) ? undefined : readHeaders(lines);
  if (headers === undefined) return { malformed: "its answer has a line that is no header" };
  const status = Number(digits);
  const body = method === "HEAD" || status < 200 || status === 204 || status === 304 ? 0 : lengthOf(headers, "until-close", /(?:^|,[ \t]*)chunked$/i);
  if (body === undefined) return { malformed: "its answer does not say clearly how long it is" };
  const keepAlive = body !== "until-close" && (minor === "1" ? !connectionSays(headers, "close") : body !== "chunked" && connectionSays(headers, "keep-alive"));
  return { status, reason, headers, body, keepAlive, size: end + END_OF_HEAD.length };
}

/** Undefined when one line is no header; a folded one (RFC 9112, 5.2) is none either. */
function readHeaders(lines: readonly string[]): HeaderList | undefined {
  const headers: Header[] = [];
  for (const line of lines) {
    const header = readHeader(line);
    if (header === undefined) return undefined;
    headers.push(header);
  }
  return headers;
}

/** A line of a head, or of trailers, that holds nothing which no line may. */
function readHeader(line: string): Header | undefined {
  const colon = line.indexOf(":");
  const name = line.slice(0, colon);
  return colon < 1 || !NAME.test(name) ? undefined : [name, trimmed(line, colon + 1)];
}

/** A line behind the last chunk of a body (RFC 9112, 7.1.2); undefined when it is no header. */
export function readTrailer(line: string): Header | undefined {
  return MALFORMED.test(line) ? undefined : readHeader(line);
}

/** Without blanks and tabs around it; `trim` would take the bytes of other blanks, too. */
function trimmed(line: string, from: number): string {
  let [start, end] = [from, line.length];
  while (start < end && isBlank(line.charCodeAt(start))) start += 1;
  while (end > start && isBlank(line.charCodeAt(end - 1))) end -= 1;
  return line.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** Undefined when lengths contradict each other or are none, which is how requests are smuggled (RFC 9112, 11.2). */
function lengthOf(headers: HeaderList, otherwise: BodyLength, inChunks: RegExp): BodyLength | undefined {
  const lengths = headers.filter((header) => isNamed(header, "content-length"));
  const codings = headers.filter((header) => isNamed(header, "transfer-encoding"));
  if (lengths.length + codings.length > 1) return undefined;
  const [[, length] = []] = lengths;
  if (length !== undefined) return LENGTH.test(length) ? Number(length) : undefined;
  const [[, coding] = []] = codings;
  if (coding !== undefined) return inChunks.test(coding) ? "chunked" : undefined;
  return otherwise;
}

function connectionSays(headers: HeaderList, word: string): boolean {
  const said = headerValues(headers, "connection");
  return said !== undefined && said.split(",").some((token) => token.trim().toLowerCase() === word);
}
