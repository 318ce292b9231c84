import { OptionsCheck } from '../options.js';

export interface RequireDSSLoginOptions {
  /** Where a login begins: an http(s) URL. @default the first of `portalOrigins`, else the first gateway */
  readonly portalUrl?: string;
}

/** @throws `options-invalid` (`SSOError`) */
export function readPortalUrl(options: RequireDSSLoginOptions | undefined): string | undefined {
  const check = new OptionsCheck();
  const { portalUrl } = check.object(options, '', { portalUrl: true });
  const read = check.texts(
    portalUrl === undefined ? undefined : [portalUrl],
    'portalUrl',
    [],
    isHttpUrl,
    'an http(s) URL',
  );
  check.throwIfAny('requireDSSLogin');
  return read[0];
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}
