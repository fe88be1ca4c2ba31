import { CcxrayError } from "../domain/errors.ts";
import type { Header, HeaderList, RequestHead } from "../domain/exchange.ts";
import { headerValues, isNamed, withoutHopByHop } from "../domain/headers.ts";
import { withoutOwnHeaders, withoutOwnParameters } from "../domain/own-parameters.ts";
import type { Provider } from "../providers/provider.ts";
import { providers, routeOf, targetOf } from "../providers/registry.ts";

/** Where requests go, by upstream name. `custom` tells that a person set it: only then can it lead back to us. */
export type Destinations = Readonly<Record<string, { readonly url: string; readonly custom: boolean }>>;

export interface PrepareSettings {
  readonly destinations: Destinations;
  readonly authToken: string | undefined;
  /** Names this process on the requests it forwards, so that one that comes back is known. */
  readonly instance: string;
}

export interface Prepared {
  /** The client's head without anything of ours: what the journal sees. */
  readonly head: RequestHead;
  readonly provider: Provider | undefined;
  readonly destination: { readonly origin: string; readonly path: string; readonly headers: HeaderList } | undefined;
  /** Why there is no destination. */
  readonly refusal: CcxrayError | undefined;
}

/**
 * Deliberately not `x-ccxray-…`: those never leave, this must, to be seen again when an upstream leads back
 * here. It goes only to upstreams that a person configured; the providers' own hosts never get it.
 */
const HOP_HEADER = "ccxray-hop";

/** The destination of requests that no provider knows: there only when a person named one (`--upstream other=URL`), or in a replay. */
export const CATCH_ALL = "other";

/** Decides where a request goes and what it looks like there. */
export function prepare(received: RequestHead, { destinations, authToken, instance }: PrepareSettings): Prepared {
  const hops = headerValues(received.headers, HOP_HEADER)?.split(", ") ?? [];
  const head: RequestHead = {
    ...received,
    path: withoutOwnParameters(received.path),
    headers: withoutOwnHeaders(received.headers, authToken).filter((header) => !isNamed(header, HOP_HEADER)),
  };
  const { provider, route = destinations[CATCH_ALL] && { upstream: CATCH_ALL, path: head.path } } = routeOf(head);
  const refuse = (refusal: CcxrayError): Prepared => ({ head, provider, destination: undefined, refusal });

  if (hops.includes(instance)) return refuse(loop(head));
  const destination = route && destinations[route.upstream];
  if (!route || !destination) return refuse(noRoute(head));

  const marker: readonly Header[] = destination.custom ? [[HOP_HEADER, [...hops, instance].join(", ")]] : [];
  const headers = [...outbound(head), ...marker];
  return { head, provider, destination: { ...targetOf(route, destination.url), headers }, refusal: undefined };
}

/** The upstream has a name of its own, and what the client expects and announces is between it and us. */
const SETTLED_HERE = ["host", "expect", "trailer"];

/** Headers for the next hop. `host` is the upstream's own; `Expect` was settled between us and the client. */
function outbound({ headers }: RequestHead): HeaderList {
  const kept = withoutHopByHop(headers).filter((header) => !SETTLED_HERE.some((name) => isNamed(header, name)));
  const takesTrailers = /\btrailers\b/i.test(headerValues(headers, "te") ?? "");
  return takesTrailers ? [...kept, ["te", "trailers"]] : kept;
}

function loop({ method, path }: RequestHead): CcxrayError {
  return new CcxrayError("UPSTREAM_LOOP", `${method} ${path} came back to this ccxray: an upstream leads here`, {
    hint: "Look at the base-URL variables and --upstream: one of them names ccxray's own address.",
  });
}

function noRoute({ method, path }: RequestHead): CcxrayError {
  const known = providers.map(({ label }) => label).join(", ");
  return new CcxrayError("NO_ROUTE", `ccxray does not know where ${method} ${path.replace(/\?.*$/s, "")} should go`, {
    hint: `Neither the path nor the headers look like one of: ${known}. Send them somewhere with --upstream other=URL; the dashboard is at /_ccxray/.`,
  });
}
