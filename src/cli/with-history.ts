import type { History } from "../journal/history.ts";
import { openHistory } from "../journal/open-history.ts";
import { systemClock } from "../platform/clock.ts";
import type { Invocation } from "./command.ts";
import { readHome } from "./read-config.ts";

/** Opens the journal for reading, asks, and closes it again, whatever comes. Throws JOURNAL_UNUSABLE. */
export async function withHistory<Answer>({ flags, terminal }: Invocation, ask: (history: History) => Promise<Answer>): Promise<Answer> {
  const history = openHistory({ home: readHome(flags, terminal.env), clock: systemClock });
  try {
    return await ask(history);
  } finally {
    await history.close();
  }
}
