import type { H3Event } from "h3/node";
import { problem } from "./problem.ts";

/** The part of the path that a route names, decoded. */
export function pathPart(event: H3Event, name: string): string {
  const raw = event.context.params?.[name] ?? "";
  try {
    return decodeURIComponent(raw);
  } catch {
    throw problem("BAD_REQUEST", `"${raw}" in the path is not valid percent-encoding.`);
  }
}

/** A part of the path that is a position, from 0. */
export function pathNumber(event: H3Event, name: string): number {
  const text = pathPart(event, name);
  return wholeNumber(name, text, 0, Number.MAX_SAFE_INTEGER);
}

/** A whole number in the query, or undefined when it is not there. */
export function queryNumber(event: H3Event, name: string, least: number, most: number): number | undefined {
  const text = event.url.searchParams.get(name);
  return text === null ? undefined : wholeNumber(name, text, least, most);
}

/** `1` or `0` in the query; absent is false. */
export function queryFlag(event: H3Event, name: string): boolean {
  return queryNumber(event, name, 0, 1) === 1;
}

/** Reads a whole number without sign or exponent, or throws a problem that names it. */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw problem("BAD_REQUEST", `${name} is "${text.slice(0, 40)}", but must be a whole number from ${least} to ${most}.`);
}
