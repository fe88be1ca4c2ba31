import type { MessageKind, Transport } from "../domain/exchange.ts";
import { DEEPEST, isDeeper, type Json } from "../domain/json.ts";
import type { CassetteMessage } from "./cassette.ts";
import { broken, itemsOf, memberOf, numberOf, objectOf, oneOf, type Placed, textOf } from "./decode-place.ts";
import { DISK_FORMS, type DiskForm, messageName, usualKind } from "./format.ts";
import { type Form, messageOf } from "./format-payload.ts";
import { applyEdit } from "./history-edit.ts";

/** Payloads by the names of their messages. */
export type Earlier = Map<string, Form>;

/** An edit takes two levels to go down one, such as `{"$set": {…}}`, and a few around the new value. */
const DEEPEST_EDIT = 2 * DEEPEST + 4;

const MEMBERS = ["from", "kind", "at", "cuts", "like", ...DISK_FORMS];
const KINDS: Readonly<Record<Transport, readonly MessageKind[]>> = {
  http: ["body", "event"],
  // A refused upgrade is answered with a body.
  websocket: ["text", "binary", "ping", "pong", "close", "body", "event"],
};

/** The messages of one exchange, added to what later ones may be told by. */
export function decodeMessages(placed: Placed, exchangeId: string, transport: Transport, earlier: Earlier): readonly CassetteMessage[] {
  return itemsOf(placed).map((item, i) => {
    const form = payloadOf(item, earlier);
    earlier.set(messageName(exchangeId, i), form);
    return messageAt(item, transport, form);
  });
}

function messageAt(placed: Placed, transport: Transport, form: Form): CassetteMessage {
  const { from, kind, cuts } = objectOf(placed, MEMBERS);
  const fields = {
    from: from === undefined ? "upstream" : oneOf(memberOf(placed, "from"), ["client", "upstream"]),
    at: numberOf(memberOf(placed, "at")),
    kind: kind === undefined ? usualKind(transport, form.form) : oneOf(memberOf(placed, "kind"), KINDS[transport]),
    ...(cuts !== undefined && { cuts: itemsOf(memberOf(placed, "cuts")).map((cut) => numberOf(cut, 1)) }),
  };
  if (usualKind(transport, form.form) === "event" && fields.kind !== "event") throw broken(memberOf(placed, "kind"), "must be event where the payload is told as event or data");
  return messageOf(fields, form);
}

function payloadOf(placed: Placed, earlier: Earlier): Form {
  const given = objectOf(placed, MEMBERS);
  const forms = DISK_FORMS.filter((form) => given[form] !== undefined);
  const [form] = forms;
  if (forms.length > 1) throw broken(placed, `has more than one payload: ${forms.join(", ")}`, "Keep one of them.");
  if (given["like"] !== undefined) return likeEarlier(placed, form, earlier);
  if (form === undefined) throw broken(placed, "has no payload", `Give it one of ${DISK_FORMS.join(", ")}.`);
  return { form, value: valueOf(memberOf(placed, form), form) };
}

function valueOf(placed: Placed, form: DiskForm): Json {
  if (form !== "text" && form !== "base64") return shallow(placed, DEEPEST);
  const text = textOf(placed);
  if (form === "base64" && Buffer.from(text, "base64").toString("base64") !== text) throw broken(placed, "is no base64");
  return text;
}

/** A value that can be walked: what is deeper was not written by a recording, which tells it as text. */
function shallow(placed: Placed, levels: number): Json {
  const value = placed.value as Json;
  if (isDeeper(value, levels)) throw broken(placed, `is nested more than ${levels} deep`, "Tell it as text, as a recording does.");
  return value;
}

function likeEarlier(placed: Placed, form: DiskForm | undefined, earlier: Earlier): Form {
  const like = memberOf(placed, "like");
  const base = earlier.get(textOf(like));
  if (!base) {
    throw broken(like, `refers to ${JSON.stringify(like.value)}, which is not there`, "A message can be told only by an earlier one; the exchange that it names was removed or renamed. Use `ccxray cassette prune` to remove exchanges.");
  }
  if (form === undefined) return base;
  if (form === "base64" || base.form !== form) throw broken(memberOf(placed, form), `cannot be told by ${like.value as string}, which is ${base.form}`);
  const value = applyEdit(base.value, shallow(memberOf(placed, form), DEEPEST_EDIT));
  if (value === undefined || (form === "text" && typeof value !== "string")) {
    throw broken(memberOf(placed, form), `does not fit ${like.value as string}`, "One of the two was edited: they must be changed together, or told as they are, without `like`.");
  }
  return { form, value };
}
