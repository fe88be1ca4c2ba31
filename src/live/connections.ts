import type { Connection } from "../pipeline/break-off.ts";
import type { Connections, ConnectionUser, TakenConnection } from "../pipeline/connections.ts";
import { createFleetingMap } from "../platform/fleeting-map.ts";
import { takeEach, takeWaiting } from "../platform/steady-reads.ts";
import { createConnector, type LiveSettings } from "./connector.ts";
import { networkError } from "./network-error.ts";

/** Milliseconds that a connection is kept for the next request when the upstream does not say how long it waits: shorter than any server does. */
const IDLE = 4_000;
/** The upstream's own words count up to this many milliseconds, ... */
const LONGEST_IDLE = 600_000;
/** ... and less this, so that we and not it end the connection. */
const MARGIN = 1_000;

/** `user` is undefined while the connection is idle. */
interface Kept {
  readonly origin: string;
  readonly socket: Connection & { setTimeout(ms: number): unknown };
  user: ConnectionUser | undefined;
  /** Who got the last bytes that came, and may need them even when it has given the connection back. */
  holder: ConnectionUser | undefined;
}

/** Connections to the live API, straight or through the tunnel of an outbound proxy. One on which nothing comes for `timeouts.idle` milliseconds is gone. */
export function createConnections(settings: LiveSettings): Connections {
  const { timeouts } = settings;
  const connector = createConnector(settings);
  /** The last one used is the last of the list, and the next to be taken. */
  const idle = new Map<string, Kept[]>();
  const all = createFleetingMap<Connection, Connection>();
  let closed = false;

  function idleAt(origin: string): Kept[] {
    const list = idle.get(origin) ?? [];
    idle.set(origin, list);
    return list;
  }

  function gone(kept: Kept, cause: unknown, clean = false): void {
    const { user, socket, origin } = kept;
    kept.user = undefined;
    const list = idleAt(origin);
    if (list.includes(kept)) list.splice(list.indexOf(kept), 1);
    socket.destroy();
    user?.onGone(networkError(origin, cause), clean);
  }

  function keep(origin: string, socket: Kept["socket"]): Kept {
    const kept: Kept = { origin, socket, user: undefined, holder: undefined };
    all.set(socket, socket);
    takeEach(
      socket,
      (bytes) => {
        kept.holder = kept.user;
        // What an upstream says without having been asked is no answer to anybody.
        if (kept.user) kept.user.onData(bytes);
        else gone(kept, undefined);
      },
      () => kept.holder?.holds() === true,
    );
    socket.on("drain", () => kept.user?.onDrain());
    socket.on("timeout", () => {
      if (kept.user?.mayBeSilent()) socket.setTimeout(timeouts.idle);
      else gone(kept, silence(timeouts.idle));
    });
    socket.on("end", () => gone(kept, new Error("it ended the connection"), true));
    socket.on("error", (error) => {
      // What came before it and waits, since its reader has paused, is lost otherwise.
      takeWaiting(socket, (rest) => kept.user?.onData(rest));
      gone(kept, error);
    });
    socket.on("close", () => {
      all.delete(socket);
      gone(kept, new Error("the connection was closed"));
    });
    return kept;
  }

  function give(kept: Kept, user: ConnectionUser): TakenConnection {
    const { socket, origin } = kept;
    kept.user = user;
    socket.setTimeout(timeouts.idle);
    return {
      socket,
      resume() {
        socket.setTimeout(timeouts.idle);
        socket.resume();
      },
      release(seconds) {
        kept.user = undefined;
        const wait = seconds === undefined ? IDLE : Math.min(seconds * 1000, LONGEST_IDLE) - MARGIN;
        if (wait <= 0 || closed || socket.destroyed) return void socket.destroy();
        socket.setTimeout(wait);
        socket.resume();
        // An end that came along with the answer is heard first.
        setImmediate(() => {
          if (!socket.destroyed) idleAt(origin).push(kept);
        });
      },
      destroy() {
        kept.user = undefined;
        socket.destroy();
      },
      fail: (why) => gone(kept, new Error(why)),
    };
  }

  return {
    take(origin, user, callback) {
      const kept = idleAt(origin).pop();
      if (kept) {
        callback(give(kept, user));
        return () => {};
      }
      let waiting = true;
      const { hostname, host, protocol, port } = new URL(origin);
      connector.connect({ hostname: hostname.replace(/^\[|\]$/g, ""), host, protocol, port }, (error, socket) => {
        if (socket) {
          const fresh = keep(origin, socket);
          // When nobody waits any more, the next one may have it.
          if (waiting && !closed) callback(give(fresh, user));
          else give(fresh, user).release(undefined);
        } else if (waiting) callback(error);
      });
      return () => void (waiting = false);
    },
    async close() {
      closed = true;
      for (const socket of all.values()) socket.destroy();
      await connector.close();
    },
  };
}

function silence(limit: number): Error {
  return Object.assign(new Error(`nothing came for ${Math.round(limit / 1000)} s`), { code: "ETIMEDOUT" });
}
