import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** The authority that signed it, for NODE_EXTRA_CA_CERTS. */
  readonly authorityFile: string;
}

export function hasOpenssl(): boolean {
  return spawnSync("openssl", ["version"]).status === 0;
}

/** A new certificate for a name, signed by a new authority that nobody trusts; its files are in a folder. */
export function certificateFor(name: string, folder: string): Certificate {
  const [authorityKey, authorityFile, key, cert] = ["authority.key", "authority.pem", "own.key", "own.pem"].map((file) => join(folder, file)) as [string, string, string, string];
  request(authorityKey, authorityFile, ["-subj", "/CN=Authority of a test"]);
  const signed = ["-CA", authorityFile, "-CAkey", authorityKey, "-addext", "basicConstraints=critical,CA:FALSE"];
  request(key, cert, ["-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`, ...signed]);
  return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8"), authorityFile };
}

function request(key: string, cert: string, more: readonly string[]): void {
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-days", "2"];
  execFileSync("openssl", ["req", "-x509", ...kind, "-keyout", key, "-out", cert, ...more], { stdio: "pipe" });
}
