import type { Socket } from "node:net";
import { buildConnector } from "undici";
import type { CcxrayError } from "../domain/errors.ts";
import { canReadSteadily, createSteadyReads } from "../platform/steady-reads.ts";
import { networkError } from "./network-error.ts";
import { type OutboundProxySettings, proxyFor, tunnelConnector } from "./outbound-proxy.ts";

export interface LiveSettings {
  readonly outboundProxy: OutboundProxySettings;
  /** Milliseconds. */
  readonly timeouts: { readonly connect: number; readonly idle: number };
}

/** As undici's connectors, but one that says in our words why there is no connection. */
export interface Connector {
  connect(options: buildConnector.Options, callback: (...result: [error: null, socket: Socket] | [error: CcxrayError, socket: null]) => void): void;
  close(): Promise<void>;
}

/** Connects to any origin: straight, or through the tunnel of the outbound proxy that the settings name for it. HTTP/1.1 only, because HTTP/2 would lose the order and case of headers. */
export function createConnector({ outboundProxy, timeouts }: LiveSettings): Connector {
  const settings = { timeout: timeouts.connect, allowH2: false } as const;
  const straight = buildConnector(settings);
  const tunnels = new Map<string, ReturnType<typeof tunnelConnector>>();

  function connectorFor(origin: URL): buildConnector.connector {
    const proxy = proxyFor(origin, outboundProxy);
    if (!proxy) return origin.protocol === "http:" && canReadSteadily() ? steadily : straight;
    const tunnel = tunnels.get(proxy.href) ?? tunnelConnector(proxy, timeouts.connect);
    tunnels.set(proxy.href, tunnel);
    return tunnel.connect;
  }

  /** Over TLS, what comes is in pieces of its own anyway. */
  function steadily(...[options, callback]: Parameters<buildConnector.connector>): void {
    const reads = createSteadyReads();
    buildConnector({ ...settings, onread: reads.onread })(options, (...[error, socket]) => {
      if (error) callback(error, null);
      else callback(null, reads.on(socket));
    });
  }

  return {
    connect(options, callback) {
      const origin = `${options.protocol}//${options.host}`;
      connectorFor(new URL(origin))(options, (...[error, socket]) => {
        // In our words: undici, whose own "other side closed" a proxy's may be, would take that for a reason to connect again, without end.
        if (error) callback(networkError(origin, error), null);
        else callback(null, socket);
      });
    },
    async close() {
      await Promise.all([...tunnels.values()].map((tunnel) => tunnel.close()));
    },
  };
}
