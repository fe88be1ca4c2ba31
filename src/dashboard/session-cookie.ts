import { createHmac, hkdfSync } from "node:crypto";
import type { Clock } from "../platform/clock.ts";
import { sameSecret } from "./secret.ts";

const NAME = "ccxray_session";
const LIFETIME_MS = 24 * 60 * 60 * 1000;

/** Makes and checks the cookie that stands for a browser that has shown `AUTH_TOKEN`. Nothing is kept: the cookie proves itself. */
export interface SessionCookies {
  /** A `Set-Cookie` value that is good for 24 hours. */
  issue(): string;
  /** Whether a `Cookie` header holds one of ours that has not run out. */
  accepts(cookieHeader: string | null): boolean;
}

/** Cookies signed with a key that is derived from the token (HKDF, RFC 5869), so the token itself is never in a browser. */
export function createSessionCookies(authToken: string, clock: Pick<Clock, "now">): SessionCookies {
  const key = Buffer.from(hkdfSync("sha256", authToken, "", "ccxray dashboard session", 32));
  const sign = (expiry: string): string => createHmac("sha256", key).update(expiry).digest("base64url");

  return {
    issue() {
      const expiry = String(clock.now() + LIFETIME_MS);
      return `${NAME}=${expiry}.${sign(expiry)}; Path=/_ccxray; Max-Age=${LIFETIME_MS / 1000}; HttpOnly; SameSite=Strict`;
    },
    accepts(cookieHeader) {
      return cookiesNamed(cookieHeader ?? "").some((value) => {
        const [, expiry = "", signature = ""] = /^(\d{1,16})\.([\w-]+)$/.exec(value) ?? [];
        return sameSecret(signature, sign(expiry)) && Number(expiry) > clock.now();
      });
    },
  };
}

function cookiesNamed(header: string): readonly string[] {
  const cookies = header.split(";").map((cookie) => cookie.trim());
  return cookies.filter((cookie) => cookie.startsWith(`${NAME}=`)).map((cookie) => cookie.slice(NAME.length + 1));
}
