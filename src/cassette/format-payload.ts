import type { Payload } from "../domain/exchange.ts";
import { type Json, parseJson, textAt } from "../domain/json.ts";
import type { CassetteMessage } from "./cassette.ts";
import type { DiskForm } from "./format.ts";

/** A payload as a cassette tells it: a value and what to do with it. */
export interface Form {
  readonly form: DiskForm;
  readonly value: Json;
}

/** Forms whose value is the value of JSON text. */
type JsonForm = "json" | "event" | "data";

const EVENT = /^(?:event: ([^\r\n]*)\n)?data: ([^\r\n]*)\n\n$/;

/** The form that gives this payload back byte for byte and says most. */
export function formOf({ kind, payload, json }: Pick<CassetteMessage, "kind" | "payload" | "json">): Form {
  if (json !== undefined && kind !== "event") return { form: "json", value: json };
  if (typeof payload !== "string") return { form: "base64", value: Buffer.from(payload).toString("base64") };
  return (kind === "event" ? eventForm(payload, json) : jsonForm("json", payload, payload)) ?? { form: "text", value: payload };
}

function eventForm(payload: string, known: Json | undefined): Form | undefined {
  const [, type, data] = EVENT.exec(payload) ?? [];
  if (data === undefined) return undefined;
  const form = type === undefined ? "data" : "event";
  const found = known === undefined ? jsonForm(form, data, payload) : { form, value: known } as const;
  return found && spell(form, found.value) === payload ? found : undefined;
}

function jsonForm(form: JsonForm, text: string, payload: string): Form | undefined {
  const value = parseJson(text);
  return value !== undefined && spell(form, value) === payload ? { form, value } : undefined;
}

/** The payload that a value stands for. */
function spell(form: JsonForm, value: Json): string {
  const text = JSON.stringify(value);
  if (form === "json") return text;
  return form === "data" ? `data: ${text}\n\n` : `event: ${textAt(value, "type") ?? ""}\ndata: ${text}\n\n`;
}

/** A message of this form. The payload of JSON is spelled when asked for: history that is resent costs memory once. */
export function messageOf(fields: Omit<CassetteMessage, "payload" | "json">, { form, value }: Form): CassetteMessage {
  if (form === "text") return { ...fields, payload: value as string };
  if (form === "base64") return { ...fields, payload: bytesOf(value as string) };
  return {
    ...fields,
    json: value,
    get payload(): Payload {
      return spell(form, value);
    },
  };
}

function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, "base64"));
}
