import { type IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { clientMayPass, type Credentials } from "../dashboard/access.ts";
import { type Dashboard, isForDashboard } from "../dashboard/dashboard.ts";
import { CcxrayError } from "../domain/errors.ts";
import { answerError } from "../pipeline/error-answer.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import { headOf, headOfPlain } from "../pipeline/request-head.ts";
import type { Door } from "./listen.ts";

export interface DoorParts {
  readonly pipeline: Pipeline;
  readonly dashboard: Pick<Dashboard, "handle">;
  readonly credentials: Credentials;
}

/** Sends each request to the dashboard, or, when it may pass, down the road. */
export function createDoor({ pipeline, dashboard, credentials }: DoorParts): Door {
  return {
    straight(request, first, socket, onOver) {
      const head = headOfPlain(request);
      if (isForDashboard(head) || !clientMayPass(head, socket.remoteAddress, credentials)) return undefined;
      return pipeline.straight(request, first, socket, head, onOver);
    },
    request(request, response, expectsContinue) {
      const head = headOf(request);
      if (isForDashboard(head)) return dashboard.handle(request, response);
      if (!clientMayPass(head, request.socket.remoteAddress, credentials)) return answerError(response, unauthorized(), head);
      pipeline.request(request, response, head, expectsContinue);
    },
    upgrade(request, socket, early) {
      const head = headOf(request);
      if (isForDashboard(head)) return refuseUpgrade(request, socket as Socket, notHere(head.path));
      if (!clientMayPass(head, (socket as Socket).remoteAddress, credentials)) return refuseUpgrade(request, socket as Socket, unauthorized());
      pipeline.upgrade(request, socket, early, head);
    },
  };
}

function refuseUpgrade(request: IncomingMessage, socket: Socket, error: CcxrayError): void {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  socket.on("error", () => socket.destroy());
  response.on("finish", () => socket.end());
  response.assignSocket(socket);
  answerError(response, error, headOf(request));
}

function unauthorized(): CcxrayError {
  return new CcxrayError("UNAUTHORIZED", "ccxray asks every client for AUTH_TOKEN", {
    hint: "Send it as X-Ccxray-Auth, ?token= or Authorization: Bearer; agents started with `ccxray <agent>` have it already.",
  });
}

function notHere(path: string): CcxrayError {
  return new CcxrayError("NOT_FOUND", `nothing upgrades at ${path.replace(/\?.*$/s, "")}`, { hint: "The dashboard's feed is server-sent events at /_ccxray/api/feed." });
}
