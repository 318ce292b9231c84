import fc from 'fast-check';

/** A name with some of its characters percent-encoded, in either case of the digits. */
export function spelling(name: string): fc.Arbitrary<string> {
  const character = (plain: string): fc.Arbitrary<string> => {
    const hex = plain.charCodeAt(0).toString(16);
    return fc.constantFrom(plain, plain, `%${hex}`, `%${hex.toUpperCase()}`);
  };
  return fc.tuple(...[...name].map(character)).map((characters) => characters.join(''));
}

const FRAGMENTS = [
  'dssurl=',
  'cookies=',
  'workspace=',
  'appName=',
  'redirect=',
  '%64ssurl=',
  'linkis_user_session_ticket_id_v1',
  'dss_user_session_proxy_ticket_id_v1',
  'workspaceId',
  'workspaceName',
  'http://10.0.0.1:8088/',
  'null',
  '__proto__',
  '&',
  '&',
  '&',
  '=',
  '%3D',
  '%3B',
  ';',
  '+',
  '%20',
  '%0d%0a',
  '%00',
  '%E2%80%A8',
  '%',
  '%zz',
  '%C0%AF',
  '%ED%A0%80',
  '%2525',
  '\ud800',
  '数',
  '[]',
  '?',
  '#',
  'abc==',
  '224',
];

/** Queries made of what messages and attacks on them are made of. */
export const hostileQuery: fc.Arbitrary<string> = fc
  .array(
    fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...FRAGMENTS) }, fc.string({ unit: 'binary', maxLength: 4 })),
    {
      maxLength: 40,
    },
  )
  .map((parts) => parts.join(''));
