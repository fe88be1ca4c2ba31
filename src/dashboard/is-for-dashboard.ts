import type { RequestHead } from "../domain/exchange.ts";
import { headerOf } from "../domain/headers.ts";
import { OWN_PATH, runKeyOf } from "../domain/own-parameters.ts";

/** Whether a request is the dashboard's to answer: everything of ours, and a person who opens the bare address. */
export function isForDashboard({ method, path, headers }: RequestHead): boolean {
  if (/^\/(?:\?|$)/.test(path) && method === "GET") return (headerOf(headers, "accept") ?? "").includes("text/html");
  if (runKeyOf(path) !== undefined) return false;
  return path.startsWith(OWN_PATH) && /^(?:[/?]|$)/.test(path.slice(OWN_PATH.length));
}
