import { type Feed, type FeedOptions, openFeed } from "./feed.ts";
import { problem } from "./problem.ts";

const MOST_FEEDS = 64;

/** Feeds to browsers, and their end. */
export interface Feeds {
  /** An answer of server-sent events, from the number `since`. Throws a problem when there are too many. */
  open(since: number | undefined): Response;
  /** Ends all of them, so that the server can close. */
  close(): void;
}

/** `report` is told when the journal fails under a feed; the browser then asks again by itself. */
export function createFeeds(options: FeedOptions, report: (error: unknown) => void): Feeds {
  const open = new Set<Feed>();
  return {
    open(since) {
      if (open.size >= MOST_FEEDS) {
        throw problem("BUSY", `${MOST_FEEDS} feeds are open already.`, "Close some of the dashboard's tabs.", { "retry-after": "15" });
      }
      const feed = openFeed(options, since);
      open.add(feed);
      const ended = (): void => void open.delete(feed);
      const headers = { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store, no-transform" };
      return new Response(streamOf(feed, ended, report), { headers });
    },
    close() {
      for (const feed of open) feed.stop();
    },
  };
}

/** Nothing is made before it is read: the high-water mark is 0. */
function streamOf(feed: Feed, ended: () => void, report: (error: unknown) => void): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>): Promise<void> => {
    const text = await nextOf(feed, report);
    if (text !== undefined) return controller.enqueue(encoder.encode(text));
    ended();
    controller.close();
  };
  const cancel = (): void => {
    ended();
    feed.stop();
  };
  return new ReadableStream({ pull, cancel }, { highWaterMark: 0 });
}

async function nextOf(feed: Feed, report: (error: unknown) => void): Promise<string | undefined> {
  try {
    return await feed.next();
  } catch (error) {
    report(error);
    return undefined;
  }
}
