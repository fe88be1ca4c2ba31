import { type Env, envText } from "../platform/env.ts";

const SHORTEST = 8;
/** Last letters of the words that names of secrets are made of. */
const SECRET_WORD = /(TOKEN|KEY|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|^AUTH)$/;
/** `SSH_AUTH_SOCK`, `TOKEN_URL`, `KEY_FILE`: where a secret is, not the secret. */
const PLACE_WORD = /^(FILE|PATH|DIR|FOLDER|SOCK|SOCKET|URL|URI|HOST|ENDPOINT|NAME|HELPER|TYPE|MODE)$/;

/** The values of variables that are named like secrets, and the passwords in proxies' URLs: what must never be written anywhere. Longest first. */
export function secretValues(env: Env): readonly string[] {
  const named = Object.keys(env).filter(isSecretName).flatMap((name) => envText(env, name) ?? []);
  const values = [...named.filter((value) => !isPath(value)), ...passwords(env)].filter((value) => value.length >= SHORTEST);
  return [...new Set(values)].toSorted((a, b) => b.length - a.length);
}

/** Is a variable of that name likely to hold a secret? */
export function isSecretName(name: string): boolean {
  const words = name.toUpperCase().split(/[^A-Z0-9]+/);
  return words.some((word) => SECRET_WORD.test(word)) && !PLACE_WORD.test(words.at(-1) ?? "");
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
