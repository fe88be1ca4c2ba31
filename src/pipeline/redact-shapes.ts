import { startsWord } from "./redact-escapes.ts";
import { type Hit, placeholder, type Rule } from "./redact-scan.ts";

interface Shape {
  readonly kind: string;
  readonly trigger: string;
  readonly anyCase?: boolean;
  /** Characters before the trigger at which the secret begins. */
  readonly offset?: number;
  /** Sticky. What group 1 holds is the secret, or all of it. No match may hold a quote or a lone backslash, so that JSON stays JSON. */
  readonly pattern: RegExp;
}

/** Keys that can be told by how they look. Tool ids (`toolu_`, `call_`), hashes and UUIDs look like none of these. */
const SHAPES: readonly Shape[] = [
  { kind: "anthropic_key", trigger: "sk-", pattern: /sk-ant-[\w-]{8,}/y },
  { kind: "openai_key", trigger: "sk-", pattern: /sk-(?:proj|svcacct|admin|None)-[\w-]{8,}/y },
  { kind: "api_key", trigger: "sk-", pattern: /sk-(?=[a-z_-]*[\dA-Z])[\w-]{16,}/y },
  { kind: "stripe_key", trigger: "k_l", offset: 1, pattern: /[rs]k_live_[A-Za-z0-9]{16,}/y },
  { kind: "github_token", trigger: "ghp", pattern: /ghp_[A-Za-z0-9]{20,}/y },
  { kind: "github_token", trigger: "gho", pattern: /gho_[A-Za-z0-9]{20,}/y },
  { kind: "github_token", trigger: "ghu", pattern: /ghu_[A-Za-z0-9]{20,}/y },
  { kind: "github_token", trigger: "ghs", pattern: /ghs_[A-Za-z0-9]{20,}/y },
  { kind: "github_token", trigger: "ghr", pattern: /ghr_[A-Za-z0-9]{20,}/y },
  { kind: "github_token", trigger: "b_p", offset: 5, pattern: /github_pat_\w{20,}/y },
  { kind: "aws_key_id", trigger: "AKI", pattern: /AKIA[A-Z0-9]{16}(?![A-Za-z0-9])/y },
  { kind: "aws_key_id", trigger: "SIA", offset: 1, pattern: /ASIA[A-Z0-9]{16}(?![A-Za-z0-9])/y },
  { kind: "slack_token", trigger: "xox", pattern: /xox[abeprs]-[\w-]{10,}/y },
  { kind: "google_key", trigger: "AIz", pattern: /AIza[\w-]{30,}/y },
  { kind: "google_token", trigger: "ya2", pattern: /ya29\.[\w-]{20,}/y },
  { kind: "gitlab_token", trigger: "glp", pattern: /glpat-[\w-]{16,}/y },
  { kind: "npm_token", trigger: "pm_", offset: 1, pattern: /npm_[A-Za-z0-9]{30,}/y },
  { kind: "huggingface_token", trigger: "hf_", pattern: /hf_[A-Za-z0-9]{20,}/y },
  { kind: "groq_key", trigger: "gsk", pattern: /gsk_[A-Za-z0-9]{20,}/y },
  { kind: "xai_key", trigger: "xai", pattern: /xai-[A-Za-z0-9]{20,}/y },
  // RFC 7519: header, claims, signature; the signature is empty when there is none.
  { kind: "jwt", trigger: "eyJ", pattern: /eyJ[\w-]{5,}\.(?:[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]+){0,2}|eyJ[\w-]{5,}\.)/y },
  { kind: "bearer", trigger: "bea", anyCase: true, pattern: /bearer(?:\s{1,4}|%20)((?=[\w.~+/=-]*\d)[\w.~+/=-]{8,}|[\w.~+/=-]{24,})/iy },
];

/** `scheme://user:password@host`, the slashes maybe escaped. */
const USER_INFO: readonly Shape[] = ["://", ":\\/"].map((trigger) => ({
  kind: "password",
  trigger,
  pattern: /:(?:\\{0,3}\/){2}[^\s/:@"'`\\{}<>]{0,128}:([^\s/@"'`\\{}<>$]{1,256})@/y,
}));

/** RFC 7468, also with escaped line ends and with the line numbers that tools put before lines. Public keys and certificates are left. */
const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]{0,20}PRIVATE KEY(?: BLOCK)?-----(?:(?:[\w+/=\s:,.;()|→-](?<!-----E)|\\+[nrt]){1,16000}?-----END [A-Z0-9 ]{0,20}PRIVATE KEY(?: BLOCK)?-----|(?:[A-Za-z0-9+/=\r\n]|\\+[nr]){32,})/y;

export const shapeRules: readonly Rule[] = [
  ...SHAPES.map((shape) => rule(shape, true)),
  ...USER_INFO.map((shape) => rule(shape, false)),
  { trigger: "IVA", find: findPrivateKey },
];

function rule({ kind, trigger, anyCase = false, offset = 0, pattern }: Shape, asWord: boolean): Rule {
  return {
    trigger,
    anyCase,
    find(text, at) {
      const start = at - offset;
      // First, because in a blob of base64 the pattern would run to its end each time.
      if (start < 0 || (asWord && !startsWord(text, start))) return undefined;
      pattern.lastIndex = start;
      const match = pattern.exec(text);
      return match ? hitOf(match, kind) : undefined;
    },
  };
}

/** The secret of a match: its first group, which ends at most one character before the match. */
function hitOf(match: RegExpExecArray, kind: string): Hit {
  const [all, secret = all] = match;
  const start = match.index + all.lastIndexOf(secret);
  return { since: match.index, start, end: start + secret.length, placeholder: placeholder(kind) };
}

function findPrivateKey(text: string, at: number): Hit | undefined {
  const before = text.slice(Math.max(0, at - 40), at).lastIndexOf("-----BEGIN ");
  if (before < 0) return undefined;
  PRIVATE_KEY.lastIndex = Math.max(0, at - 40) + before;
  const match = PRIVATE_KEY.exec(text);
  return match ? hitOf(match, "private_key") : undefined;
}
