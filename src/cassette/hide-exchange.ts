import type { Exchange, Message } from "../domain/exchange.ts";
import { withWords } from "../domain/outcome.ts";
import { type Json, parseJson } from "../domain/json.ts";
import type { ReplayKnowledge } from "../providers/replay-knowledge.ts";
import type { CassetteExchange, CassetteMessage } from "./cassette.ts";
import { formOf, messageOf } from "./format-payload.ts";
import { kept, requestHead, responseHead } from "./heads.ts";
import { hideAnswer } from "./hide-messages.ts";
import { createHistoryRefs, type HistoryRefs } from "./history-refs.ts";
import { withoutIdentity } from "./identity.ts";
import { type Place, toSlots } from "./place.ts";
import { knowledgeOf } from "./recorded-ask.ts";
import { createSessionPlaces, type SessionPlaces } from "./session-places.ts";
import { joinedMessages } from "./whole-messages.ts";

/** What the exchanges of one cassette have in common. */
interface Common {
  readonly redact: (text: string) => string;
  readonly places: SessionPlaces;
  readonly history: HistoryRefs;
  /** Whether the exchanges have slots already. */
  readonly slotted: boolean;
}

/**
 * Makes exchanges fit for a cassette, one after the other: without secrets, without what identifies somebody or changes
 * from run to run in heads, with places as slots. Asks share the values of what they resend. What was done stays:
 * exchanges out of a cassette are `slotted`.
 */
export function createExchangeHider(place: Place, redact: (text: string) => string, slotted = false): (exchange: Exchange) => CassetteExchange {
  const common: Common = { redact, places: createSessionPlaces(place), history: createHistoryRefs(), slotted };
  return (exchange) => hiddenExchange(exchange, common);
}

function hiddenExchange(exchange: Exchange, common: Common): CassetteExchange {
  const { id, provider, transport, startedAt, request, response, answeredAt, trailers, outcome, endedAt } = exchange;
  const knowledge = knowledgeOf(provider);
  const hideAt = (place: Place) => (text: string, escaped = true) => toSlots(withoutIdentity(common.redact(text)), place, { slotted: common.slotted, escaped });
  const said = saidBy(exchange, knowledge, common);
  const hide = hideAt(said[0]?.place ?? common.places.of(knowledge, request, null));
  return {
    id,
    provider,
    transport,
    startedAt: Math.round(startedAt),
    upstream: hide(exchange.upstream),
    request: requestHead(request, hide),
    ...(response && { response: responseHead(response, request.method, hide) }),
    ...(answeredAt !== undefined && { answeredAt: Math.round(answeredAt) }),
    messages: said.flatMap(({ asked, answer, place }, i) => [
      ...(asked ? [askWithout(asked, hideAt(place), `${id}/${i}`, common.history)] : []),
      ...hideAnswer(answer, knowledge, hideAt(place)),
    ]),
    ...(trailers && { trailers: kept(trailers, hide) }),
    ...(outcome && { outcome: withWords(outcome, hide) }),
    ...(endedAt !== undefined && { endedAt: Math.round(endedAt) }),
  };
}

/** A client message and what the upstream said until the next one. */
interface Said {
  readonly asked: CassetteMessage | undefined;
  readonly answer: CassetteMessage[];
  readonly place: Place;
}

function saidBy({ request, messages }: Exchange, knowledge: ReplayKnowledge, { places }: Common): readonly Said[] {
  const said: Said[] = [];
  for (const message of joinedMessages(messages)) {
    if (message.from === "client") said.push({ asked: message, answer: [], place: places.of(knowledge, request, valueOf(message)) });
    else if (said.length > 0) said.at(-1)?.answer.push(message);
    else said.push({ asked: undefined, answer: [message], place: places.of(knowledge, request, null) });
  }
  return said;
}

function valueOf({ payload, kind }: Message): Json {
  if (typeof payload !== "string" || payload === "" || kind === "close") return null;
  return parseJson(payload) ?? payload;
}

function askWithout(message: CassetteMessage, hide: (text: string) => string, name: string, history: HistoryRefs): CassetteMessage {
  const { payload, from, at, kind } = message;
  const form = formOf({ kind, payload: typeof payload === "string" ? hide(payload) : payload });
  const shared = form.form === "json" ? { ...form, value: history.tell(kind, name, form.value).value } : form;
  return messageOf({ from, at, kind }, shared);
}
