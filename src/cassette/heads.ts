import type { HeaderList, RequestHead, ResponseHead } from "../domain/exchange.ts";
import { withoutHopByHop } from "../domain/headers.ts";
import { providerOf } from "../providers/registry.ts";

/** Differ from run to run or from network to network, and nobody looks at them. */
const NOISE =
  /^(?:host|date|age|via|server|server-timing|content-length|content-encoding|alt-svc|nel|report-to|reporting-endpoints|strict-transport-security|set-cookie2?|cookie|traceparent|tracestate|baggage|sentry-trace|forwarded|accept-language|accept-encoding|sec-fetch-.*|x-forwarded-.*|x-real-ip|x-envoy-.*|cf-.*|sec-websocket-(?:key|accept|extensions)|.*-processing-ms)$/;
/** Name a run, a person, an organisation or a machine. */
const IDENTIFIES =
  /(?:^|[-_])(?:session|thread|conversation|window|installation|device|machine|account|organi[sz]ation|project|workspace|tenant|user|client-request)(?:[-_](?:id|uuid|affinity))?$|(?:^|[-_])turn-metadata$|routing-hint$|^x-b3-|trace-id$/;
/** Nothing but a slot or what stands for a secret, with the scheme in front (RFC 9110, 11.4). */
const MASKED = /^(?:[\w-]+ )?\{\{secret\.[^{}]+\}\}$/;
const SLOT = /^\{\{(?!secret\.)[^{}]+\}\}$/;

/** A request's head as a cassette holds it. What is secret in it goes, unless only it tells whose protocol this is. */
export function requestHead(head: RequestHead, hide: (text: string) => string): RequestHead {
  const all = { ...head, path: hide(head.path), headers: kept(head.headers, hide) };
  const open = { ...all, headers: all.headers.filter(([, value]) => !MASKED.test(value)) };
  return providerOf(open)?.id === providerOf(all)?.id ? open : all;
}

/** The head of an answer. To HEAD (`asked`), the length is not that of a body that comes along, so that nothing else tells it. */
export function responseHead(head: ResponseHead, asked: string, hide: (text: string) => string): ResponseHead {
  const open = kept(head.headers, hide).filter(([, value]) => !MASKED.test(value));
  const length = asked === "HEAD" ? head.headers.filter(([name]) => name.toLowerCase() === "content-length") : [];
  return { ...head, statusText: hide(head.statusText), headers: [...open, ...length] };
}

/** Headers without what changes from run to run or identifies; an id that became a slot may stay. */
export function kept(headers: HeaderList, hide: (text: string) => string): HeaderList {
  return withoutHopByHop(headers)
    .filter(([name]) => !NOISE.test(name.toLowerCase()))
    .map(([name, value]) => [name, hide(value)] as const)
    .filter(([name, value]) => !IDENTIFIES.test(name.toLowerCase()) || SLOT.test(value) || MASKED.test(value));
}
