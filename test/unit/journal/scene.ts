import type { ExchangeEvent } from "../../../src/domain/exchange.ts";
import type { Redacted } from "../../../src/domain/redacted.ts";
import { openDatabase } from "../../../src/journal/database.ts";
import { openHistory } from "../../../src/journal/open-history.ts";
import { createJournalSink, type JournalSinkOptions } from "../../../src/journal/writer.ts";
import { createTestClock } from "../../support/test-clock.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { plainReading } from "./plain-protocol.ts";

/** A journal in a folder of its own, with a clock that the test holds. Dispose of it with `using`-like care: call `remove`. */
export function journalScene() {
  const folder = temporaryFolder();
  const home = `${folder.path}/home`;
  const clock = createTestClock();
  const db = openDatabase(home);
  const history = openHistory({ home, clock, reading: plainReading(), isAlive: () => true });
  return {
    home,
    clock,
    db,
    history,
    sink: (options: Partial<JournalSinkOptions> = {}, id = "process-1") =>
      createJournalSink({ db, clock, reading: plainReading(), process: { id, pid: 1, version: "1.2.3" }, ...options }),
    async remove() {
      await history.close();
      if (db.isOpen) db.close();
      folder.remove();
    },
  };
}

/** Gives events to a new sink and closes it, so that they are stored. */
export async function store(scene: ReturnType<typeof journalScene>, events: readonly Redacted<ExchangeEvent>[], id?: string) {
  const sink = scene.sink({}, id);
  for (const event of events) sink.accept(event);
  await sink.close();
}
