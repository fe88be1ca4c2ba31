import type { Config } from "./config.ts";

/** The configuration as it may be shown: secrets are only said to be there. */
export function maskedConfig(config: Config): Readonly<Record<string, unknown>> {
  const { secretValues, authToken, outboundProxy, ...rest } = config;
  return {
    ...rest,
    authToken: authToken === undefined ? null : "set, hidden",
    outboundProxy: { http: masked(outboundProxy.http), https: masked(outboundProxy.https), no: outboundProxy.no },
    secretValues: `${secretValues.length} hidden`,
  };
}

function masked(url: string | undefined): string | null {
  const parsed = url === undefined ? null : URL.parse(url);
  if (!parsed) return null;
  if (parsed.password) parsed.password = "hidden";
  return parsed.href;
}
