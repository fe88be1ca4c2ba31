import { STATUS_CODES } from "node:http";
import type { Exchange, HeaderList, Message, Outcome } from "../domain/exchange.ts";
import { type Paint, safeLine, safeText } from "./terminal.ts";
import { bytes, duration } from "./units.ts";

/** What went over the wire, for a terminal: `>` came from the client, `<` from the upstream. Secrets were masked when it was recorded. */
export function exchangeText(exchange: Exchange, paint: Paint): string {
  const { request, response, messages, trailers, outcome } = exchange;
  const requestHead = [`> ${request.method} ${safeLine(request.path)}`, ...headerLines(">", request.headers)];
  const responseHead = response && [
    `< ${response.status} ${safeLine(response.statusText || (STATUS_CODES[response.status] ?? ""))}`,
    ...headerLines("<", response.headers),
  ];
  return [
    paint("gray", `exchange ${safeLine(exchange.id)} to ${safeLine(exchange.upstream) || "nowhere"}`),
    requestHead.join("\n"),
    ...messages.filter(({ from }) => from === "client" && exchange.transport === "http").map((message) => messageText(message, paint)),
    ...(responseHead ? [responseHead.join("\n")] : []),
    ...messages.filter(({ from }) => from !== "client" || exchange.transport !== "http").map((message) => messageText(message, paint)),
    ...(trailers && trailers.length > 0 ? [headerLines("<", trailers).join("\n")] : []),
    paint("gray", outcomeText(outcome, exchange.endedAt)),
  ].join("\n\n").concat("\n");
}

/** The same for a program, one line. Bytes that are no text are `{"base64": …}`. */
export function exchangeJson(exchange: Exchange): string {
  const messages = exchange.messages.map((message) => ({ ...message, payload: typeof message.payload === "string" ? message.payload : { base64: base64(message.payload) } }));
  return JSON.stringify({ ...exchange, messages });
}

function headerLines(mark: string, headers: HeaderList): readonly string[] {
  return headers.map(([name, value]) => `${mark} ${safeLine(name)}: ${safeLine(value)}`);
}

function messageText({ from, at, kind, payload, more }: Message, paint: Paint): string {
  const mark = from === "client" ? ">" : "<";
  const title = paint("cyan", `${mark} ${kind} at ${duration(at)}${more ? ", continued" : ""}`);
  return `${title}\n${typeof payload === "string" ? safeText(payload).trimEnd() : `(${bytes(payload.byteLength)}) ${base64(payload)}`}`;
}

function outcomeText(outcome: Outcome | undefined, endedAt: number | undefined): string {
  if (!outcome) return "still running";
  const after = endedAt === undefined ? "" : ` after ${duration(endedAt)}`;
  switch (outcome.type) {
    case "completed":
      return `completed${after}${outcome.closing ? `, closed by the ${outcome.closing.by} with ${outcome.closing.code} ${safeLine(outcome.closing.reason)}` : ""}`.trimEnd();
    case "failed":
      return `failed${after}: ${safeLine(outcome.message)}`;
    case "aborted":
      return `aborted by the client${after}`;
    case "cut":
      return `cut off by the upstream${after}: ${safeLine(outcome.message)}`;
    case "interrupted":
      return `interrupted${after}: ccxray itself was stopped`;
  }
}

function base64(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64");
}
