import { lookup } from "node:dns/promises";
import { BlockList, isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";
import { CcxrayError } from "../domain/errors.ts";

export interface ConfiguredUpstream {
  readonly name: string;
  readonly url: string;
  /** The flag or variable that set it. */
  readonly source: string;
}

/** All addresses a name stands for; none when it cannot be resolved. */
export type Resolve = (host: string) => Promise<readonly string[]>;

async function resolveAll(host: string): Promise<readonly string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    // Unresolvable is not our own address; the request will say so in its own words.
    return [];
  }
}

/** Throws UPSTREAM_LOOP when an upstream that a person configured is one of our own listeners, however it is spelled. */
export async function refuseSelfLoop(upstreams: readonly ConfiguredUpstream[], ports: readonly number[], resolve: Resolve = resolveAll): Promise<void> {
  for (const { name, url, source } of upstreams) {
    const { protocol, hostname, port } = new URL(url);
    const number = Number(port || (protocol === "https:" ? 443 : 80));
    if (!ports.includes(number)) continue;
    const addresses = await resolve(hostname.replace(/^\[|\]$/g, ""));
    if (!addresses.some(isOurs)) continue;
    throw new CcxrayError("UPSTREAM_LOOP", `upstream ${name} (${source}=${url}) is ccxray's own address: requests would go round for ever`, {
      hint: `Unset ${source}, or listen elsewhere with --port; --allow-upstream-loop overrides this.`,
    });
  }
}

/** Loopback in any spelling, the unspecified address, or an address of this machine. */
function isOurs(address: string): boolean {
  const own = new BlockList();
  own.addSubnet("127.0.0.0", 8, "ipv4");
  own.addAddress("0.0.0.0", "ipv4");
  own.addAddress("::", "ipv6");
  own.addAddress("::1", "ipv6");
  for (const one of Object.values(networkInterfaces()).flatMap((list) => list ?? [])) own.addAddress(one.address, one.family === "IPv6" ? "ipv6" : "ipv4");
  // IPv4 addresses written as IPv6 (::ffff:7f00:1) match the IPv4 rules.
  return own.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}
