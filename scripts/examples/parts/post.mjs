import { setTimeout as pause } from "node:timers/promises";

const MOST_TRIES = 4;
/** Too many requests, unavailable, overloaded: to be asked again later. */
const BUSY = [429, 503, 529];

/**
 * Asks over HTTP and gives the data of every event of the answer. Asks again, as agents do, when the API is busy,
 * and when the answer breaks off before its last event.
 */
export async function post(url, headers, ask, isLast) {
  for (let tries = 1; ; tries++) {
    const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json", "user-agent": "ccxray-example", ...headers }, body: JSON.stringify(ask) });
    if (BUSY.includes(response.status) && tries < MOST_TRIES) {
      await response.text();
      await pause(Number(response.headers.get("retry-after") ?? 1) * 1000);
      continue;
    }
    if (!response.ok) throw new Error(`${url} answered with ${response.status}: ${await response.text()}`);
    const events = await eventsOf(response);
    if (events.some(isLast)) return events;
    if (tries === MOST_TRIES) throw new Error(`the answer of ${url} broke off again and again`);
  }
}

async function eventsOf({ body }) {
  let text = "";
  try {
    for await (const piece of body.pipeThrough(new TextDecoderStream())) text += piece;
  } catch (error) {
    console.error(`The answer broke off: ${error.message}`);
  }
  const whole = text.slice(0, text.lastIndexOf("\n\n") + 1);
  return [...whole.matchAll(/^data: (\{.*)$/gm)].map(([, data]) => JSON.parse(data));
}
