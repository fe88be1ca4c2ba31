import type { H3, H3Event } from "h3/node";
import { problem } from "./problem.ts";

/** Answers one request. */
export type Handler = (event: H3Event) => Promise<Response> | Response;

/** Serves a path for GET and HEAD, and refuses what is not among `allowed` by saying so (RFC 9110, 15.5.6). */
export function readOnly(app: H3, path: string, handler: Handler, allowed = "GET, HEAD"): void {
  app.get(path, handler);
  app.head(path, handler);
  app.all(path, ({ req }) => {
    throw methodNotAllowed(req.method, allowed);
  });
}

/** The answer to a method that a path does not have. */
export function methodNotAllowed(method: string, allowed: string): Error {
  return problem("METHOD_NOT_ALLOWED", `${method} is not served here.`, `Use ${allowed}.`, { allow: allowed });
}
