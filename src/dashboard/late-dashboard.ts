import type { Dashboard } from "./dashboard.ts";

/**
 * A dashboard that is made when it is asked for first. What it stands on (h3, and below it all of the runtime's fetch) takes
 * some 5 MB (measured), which a relay that nobody looks at need not have. The price: once, while it is loaded, the relay stands
 * still, for 20 to 70 ms (measured). `report` is told when it cannot be made.
 */
export function createLateDashboard(make: () => Promise<Dashboard>, report: (error: unknown) => void): Pick<Dashboard, "handle" | "close"> {
  let made: Promise<Dashboard> | undefined;
  return {
    handle(request, response) {
      made ??= make();
      made.then(
        (dashboard) => dashboard.handle(request, response),
        (error: unknown) => {
          report(error);
          response.writeHead(500, { "content-type": "text/plain; charset=utf-8" }).end("ccxray could not open its dashboard; its terminal says why.\n");
        },
      );
    },
    async close() {
      const dashboard = await made?.catch(() => undefined);
      await dashboard?.close();
    },
  };
}
