import { type Env, envText } from "../platform/env.ts";

const SHORTEST = 8;
/** Last letters of the words that names of secrets are made of. */
const SECRET_WORD = /(TOKEN|KEY|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|^AUTH)$/;
/** `SSH_AUTH_SOCK`, `TOKEN_URL`, `KEY_FILE`: where a secret is, not the secret. */
const PLACE_WORD = /^(FILE|PATH|DIR|FOLDER|SOCK|SOCKET|URL|URI|HOST|ENDPOINT|NAME|HELPER|TYPE|MODE)$/;
/** A word that texts are full of. True secrets have digits or capitals in them, or are longer. */
const WORD = /^[a-z]+(?:[-_][a-z]+)*$/;
const LONGEST_WORD = 11;
/** Longer words of the protocols: masked, messages could be neither read nor compared. */
const PROTOCOL_WORDS = new Set(
  (
    "instructions conversation candidates temperature completions message_start message_delta message_stop content_block content_block_start content_block_delta content_block_stop " +
    "input_json_delta input_schema input_tokens output_tokens output_config output_text max_tokens max_output_tokens cache_control cache_creation_input_tokens cache_read_input_tokens " +
    "function_call function_call_output custom_tool_call custom_tool_call_output parallel_tool_calls previous_response_id encrypted_content reasoning_content prompt_cache_key " +
    "stop_sequence stop_sequences system_instruction chat_completions response_format service_tier tool_use_id tool_result"
  ).split(" "),
);

/** The values of variables that are named like secrets, and the passwords in proxies' URLs: what must never be written anywhere. Longest first. Words of every text are left out. */
export function secretValues(env: Env): readonly string[] {
  const named = Object.keys(env).filter(isSecretName).flatMap((name) => envText(env, name) ?? []);
  const values = [...named.filter((value) => !isPath(value)), ...passwords(env)].filter((value) => value.length >= SHORTEST && !isOrdinary(value));
  return [...new Set(values)].toSorted((a, b) => b.length - a.length);
}

/** Is a variable of that name likely to hold a secret? */
export function isSecretName(name: string): boolean {
  const words = name.toUpperCase().split(/[^A-Z0-9]+/);
  return words.some((word) => SECRET_WORD.test(word)) && !PLACE_WORD.test(words.at(-1) ?? "");
}

/** Would a text hold it that has nothing to do with the secret? */
function isOrdinary(value: string): boolean {
  return (value.length <= LONGEST_WORD && WORD.test(value)) || PROTOCOL_WORDS.has(value);
}

function isPath(value: string): boolean {
  return /^(\/|\.{1,2}\/|~\/|[A-Za-z]:[\\/]|file:)[^\s]*$/.test(value);
}

function passwords(env: Env): readonly string[] {
  return Object.keys(env)
    .filter((name) => /_PROXY$/i.test(name))
    .flatMap((name) => {
      const url = URL.parse(env[name] ?? "");
      return url?.password ? [url.password, decoded(url.password)] : [];
    });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
