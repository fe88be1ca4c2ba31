import { createThreadRecorder } from "../../../src/journal/recording-thread.ts";
import { systemClock } from "../../../src/platform/clock.ts";
import { createIds } from "../../../src/platform/ids.ts";
import { startJournalThread } from "./journal-thread.ts";
import { relayed } from "./relayed.ts";

// A process of its own that records into the journal of `home`: `stream` answers slowly and never ends,
// `burst` records exchanges as fast as it can and ends well. It says on its standard output how far it is.

const [home = "", mode = ""] = process.argv.slice(2);
const nextId = createIds(systemClock.now);
const recorder = await createThreadRecorder({
  home,
  processId: nextId(),
  version: "1",
  secretValues: [],
  clock: systemClock,
  startThread: startJournalThread,
  onProblem: (message) => process.stdout.write(`problem ${message}\n`),
});

if (mode === "stream") stream();
else await burst();

function stream(): void {
  const exchange = relayed("streaming", systemClock.now(), "s");
  const started = systemClock.monotonic();
  for (const observation of exchange.start) recorder.observe(observation);
  let n = 0;
  systemClock.every(10, () => {
    n += 1;
    recorder.observe(exchange.piece(systemClock.monotonic() - started, `${n} `));
    process.stdout.write(`${n}\n`);
  });
}

async function burst(): Promise<void> {
  for (let n = 0; n < 50; n += 1) {
    const exchange = relayed(nextId(), systemClock.now(), "shared");
    for (const observation of [...exchange.start, exchange.piece(5, "text"), ...exchange.end]) recorder.observe(observation);
    if (n % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await recorder.close();
  process.stdout.write("closed\n");
}
