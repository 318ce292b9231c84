import { readHttpUrl } from '../message/http-url.js';
import { isInsecure, isPlainPath, readGatewayAddress, type GatewayAddress } from './gateway-address.js';

/**
 * A DSS gateway this app trusts: its base URL as DSS sends it in `dssurl`, or with `aliases` (other spellings DSS may send) and
 * `connect` (where to call it, if the public URL cannot be reached from here).
 */
export type GatewayOption =
  | string
  | { readonly url: string; readonly aliases?: readonly string[] | undefined; readonly connect?: string | undefined };

/** A configured gateway. Whatever is sent, shown or remembered of a gateway comes from here, never from a message. */
export interface TrustedGateway {
  /** Stands for this entry in cache keys. */
  readonly id: string;
  /** Origin and base path, without a slash at the end. */
  readonly url: string;
  readonly origin: string;
  /** The base URL that is called. */
  readonly connectUrl: string;
  /** What a `dssurl` may name: the URL itself and its aliases. */
  readonly addresses: readonly GatewayAddress[];
}

const EXAMPLE = 'https://dss.example.com';

const KNOWN: Record<keyof Exclude<GatewayOption, string>, true> = { url: true, aliases: true, connect: true };

/** What was read: `problems` are sentences that begin with a path, `insecure` the URLs that are plain http to another machine. */
export interface GatewaysRead {
  readonly gateways: TrustedGateway[];
  readonly problems: string[];
  readonly insecure: string[];
}

interface Reading extends GatewaysRead {
  /** Which path of the options named each URL first. */
  readonly namedBy: Map<string, string>;
}

/** Reads the option `gateways`: one entry or a list. Collects everything that is wrong; never throws. */
export function readGateways(value: unknown): GatewaysRead {
  const reading: Reading = { gateways: [], problems: [], insecure: [], namedBy: new Map() };
  const { gateways, problems, insecure } = reading;
  if (value === undefined || (Array.isArray(value) && value.length === 0)) {
    problems.push(`gateways is required: name the base URL of each DSS gateway this app trusts, such as ${EXAMPLE}`);
  } else if (Array.isArray(value)) {
    // Array.from also visits the holes of a sparse list.
    Array.from<unknown>(value).forEach((entry, index) => {
      readEntry(entry, `gateways[${index}]`, reading);
    });
  } else {
    readEntry(value, 'gateways', reading);
  }
  return { gateways, problems, insecure };
}

function readEntry(entry: unknown, path: string, reading: Reading): void {
  if (typeof entry === 'string') {
    readParts({ url: entry }, path, path, reading);
  } else if (typeof entry === 'object' && entry !== null && !Array.isArray(entry)) {
    readParts({ ...entry }, path, `${path}.url`, reading);
  } else {
    reading.problems.push(`${path} must be a base URL such as ${EXAMPLE}, or { url, aliases?, connect? }`);
  }
}

function readParts(entry: Readonly<Record<string, unknown>>, path: string, urlPath: string, reading: Reading): void {
  for (const key of Object.keys(entry)) {
    const isKnown = Object.hasOwn(KNOWN, key);
    if (!isKnown) reading.problems.push(`${path}.${show(key)} is not known: an entry has url, aliases and connect`);
  }
  const own = readAddress(entry['url'], urlPath, reading);
  const connect = entry['connect'] === undefined ? own : readAddress(entry['connect'], `${path}.connect`, reading);
  if (own !== undefined) claim(own, urlPath, reading);
  const aliases = readAliases(entry['aliases'], `${path}.aliases`, reading);
  if (own === undefined || connect === undefined) return;
  reading.insecure.push(...new Set([own, connect].filter(isInsecure).map(({ url }) => url)));
  const { url, origin } = own;
  const addresses = Object.freeze([own, ...aliases]);
  reading.gateways.push(Object.freeze({ id: url, url, origin, connectUrl: connect.url, addresses }));
}

function readAliases(value: unknown, path: string, reading: Reading): GatewayAddress[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    reading.problems.push(`${path} must be a list of base URLs`);
    return [];
  }
  return Array.from<unknown>(value).flatMap((alias, index) => {
    const address = readAddress(alias, `${path}[${index}]`, reading);
    if (address === undefined) return [];
    claim(address, `${path}[${index}]`, reading);
    return [address];
  });
}

function readAddress(value: unknown, path: string, reading: Reading): GatewayAddress | undefined {
  const address = readGatewayAddress(value);
  if (typeof address !== 'string') return address;
  reading.problems.push(`${path} ${address}`);
  return undefined;
}

/** One URL leads to one entry. */
function claim(address: GatewayAddress, path: string, { namedBy, problems }: Reading): void {
  const first = namedBy.get(address.url);
  if (first === undefined) namedBy.set(address.url, path);
  else problems.push(`${path} is listed already, as ${first}`);
}

function show(key: string): string {
  return JSON.stringify(key.slice(0, 64)).slice(1, -1);
}

/** The configured gateways, and the one question a message may ask of them. */
export class TrustedGateways {
  readonly all: readonly TrustedGateway[];

  constructor(gateways: readonly TrustedGateway[]) {
    this.all = Object.freeze([...gateways]);
  }

  /**
   * The entry a `dssurl` names, or `undefined` if it names none. Compares texts only: nothing is looked up or connected to. Of several
   * entries the one with the longest base path wins.
   *
   * @see security.md section 4
   */
  match(dssUrl: string): TrustedGateway | undefined {
    if (!/^[\x21-\x7e]+$/.test(dssUrl) || /[\\#?]/.test(dssUrl)) return undefined;
    const read = readHttpUrl(dssUrl);
    if (read === undefined || !isPlainPath(read.rest)) return undefined;
    const { origin, pathname } = read.url;
    let best: { readonly gateway: TrustedGateway; readonly length: number } | undefined;
    for (const gateway of this.all) {
      for (const address of gateway.addresses) {
        if (address.origin !== origin || !hasLeadingSegments(pathname, address.basePath)) continue;
        if (best === undefined || address.basePath.length > best.length)
          best = { gateway, length: address.basePath.length };
      }
    }
    return best?.gateway;
  }
}

function hasLeadingSegments(path: string, basePath: string): boolean {
  return path === basePath || path.startsWith(`${basePath}/`);
}
