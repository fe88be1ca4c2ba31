import { isObject, type Json, type JsonObject, objectAt, parseJson } from "../domain/json.ts";
import { envText } from "../platform/env.ts";
import type { Agent } from "./agent.ts";

const INLINE_CONFIG = "OPENCODE_CONFIG_CONTENT";

/** opencode. It reads base URLs from its configuration only; the inline one comes last and is merged, so what the user put there is kept. */
export const opencode: Agent = {
  name: "opencode",
  label: "opencode",
  command: "opencode",
  install: "npm install -g opencode-ai",
  launch({ url }, args, env) {
    const given = envText(env, INLINE_CONFIG);
    const config = given === undefined ? {} : parseJson(given);
    if (!isObject(config)) {
      return { args, env: {}, notices: [`${INLINE_CONFIG} is not JSON, so opencode is started as it is and does not go through ccxray.`] };
    }
    return { args, env: { [INLINE_CONFIG]: JSON.stringify(merged(config, overlay(url))) }, notices: [] };
  },
};

function overlay(url: string): JsonObject {
  return { provider: { anthropic: sentTo(`${url}/v1`), openai: sentTo(`${url}/v1`), google: sentTo(`${url}/v1beta`) } };
}

function sentTo(baseURL: string): JsonObject {
  return { options: { baseURL } };
}

function merged(base: JsonObject, over: JsonObject): JsonObject {
  const members = Object.entries(over).map(([key, value]): [string, Json] => {
    const [before, after] = [objectAt(base, key), objectAt(over, key)];
    return [key, before && after ? merged(before, after) : value];
  });
  return { ...base, ...Object.fromEntries(members) };
}
