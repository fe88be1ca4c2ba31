import { checkCassette } from "../cassette/check.ts";
import { encodeCassette } from "../cassette/encode.ts";
import type { MadeCassette } from "../dashboard/cassette-route.ts";
import type { SessionSummary } from "../domain/session.ts";
import { openHistory } from "../journal/open-history.ts";
import { systemClock } from "../platform/clock.ts";
import { processEnv } from "../platform/env.ts";
import { VERSION } from "../platform/version.ts";
import { isRefused } from "./cassette-findings.ts";
import { cassetteRedactor } from "./cassette-redactor.ts";
import { placeHere } from "./here.ts";
import { cassetteOf, exchangesOfSession } from "./record-exchanges.ts";

const PIECE_CHARACTERS = 262_144;

/** Makes the cassette of a session, as `ccxray record --session` does, in this thread: a long one takes seconds. */
export async function sessionCassette({ home, session: id }: { readonly home: string; readonly session: string }): Promise<MadeCassette> {
  const env = processEnv();
  const redact = cassetteRedactor(env);
  const history = openHistory({ home, clock: systemClock });
  try {
    const session = (await history.session(id))?.session;
    if (!session) return { type: "missing" };
    const name = fileName(session);
    const ids = await exchangesOfSession(history, home, session);
    const cassette = cassetteOf(home, ids, { place: placeHere(env, session.cwd), redact, name, now: systemClock.now(), version: VERSION });
    const text = [...encodeCassette(cassette)].join("");
    const findings = checkCassette(cassette, text, { redact });
    return isRefused(findings) ? { type: "refused", findings } : { type: "made", name, exchanges: cassette.exchanges.length, pieces: [...piecesOf(text)] };
  } finally {
    await history.close();
  }
}

/** A name that every file system and header takes, from the session's title. */
function fileName({ title, agent, id }: SessionSummary): string {
  const words = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 48).replace(/-+$/, "");
  return `${words(title) || words(`${agent ?? "session"} ${id.slice(0, 8)}`)}.json`;
}

/** Each piece has a buffer of its own, so that it can be handed over. */
function* piecesOf(text: string): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  for (let from = 0; from < text.length; ) {
    const end = Math.min(from + PIECE_CHARACTERS, text.length);
    // Never between the halves of a surrogate pair.
    const to = end < text.length && /[\ud800-\udbff]/.test(text.charAt(end - 1)) ? end - 1 : end;
    yield encoder.encode(text.slice(from, to));
    from = to;
  }
}
