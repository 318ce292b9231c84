import type { Explanation } from './explanation.js';
import { toPrintable } from './printable.js';

/** An explanation for a person to read. */
export function printExplanation(explanation: Explanation): string {
  const { isDSSRequest, reason = '', app, refusals = [], notes = [] } = explanation;
  if (!isDSSRequest) return `Not a DSS request. ${reason}\n`;
  const rows = [...rowsOf(explanation), ['gateway', gatewayText(explanation)] as const];
  const width = Math.max(...rows.map(([label]) => label.length)) + 2;
  const lines = [
    app === undefined ? 'A DSS message.' : `A DSS message for ${app}`,
    '',
    ...rows.map(([label, value]) => `  ${label.padEnd(width)}${value}`),
    '',
    ...(refusals.length === 0 ? ['The plug-in would go on and ask the gateway about the ticket.'] : []),
    ...refusals.map(({ code, message }) => `The plug-in would refuse it: ${code}. ${message}`),
    ...notes.map((note) => `Note: ${note}`),
  ];
  return `${lines.map(toPrintable).join('\n')}\n`;
}

/** An explanation for a program to read. */
export function explanationAsJson(explanation: Explanation): string {
  // Line breaks of the layout stay; those inside a text are escaped already.
  return `${JSON.stringify(explanation, null, 2).split('\n').map(toPrintable).join('\n')}\n`;
}

function rowsOf({ message, cookies = [], otherParameters = [] }: Explanation): (readonly [string, string])[] {
  const nameWidth = Math.max(0, ...cookies.map(({ name }) => name.length)) + 2;
  return [
    ...Object.entries(message ?? {}).map(([field, value]) => [field, String(value)] as const),
    ...cookies.map(({ name, role, length }, index) => {
      return [
        index === 0 ? 'cookies' : '',
        `${name.padEnd(nameWidth)}${role}, ${length} ${length === 1 ? 'character' : 'characters'}`,
      ] as const;
    }),
    ...(otherParameters.length === 0 ? [] : [['others', otherParameters.join(', ')] as const]),
  ];
}

function gatewayText({ gateway }: Explanation): string {
  if (gateway === undefined) return 'not looked at: name those your app trusts with --gateway';
  return gateway.entry === undefined ? 'not trusted' : `trusted: ${gateway.entry}`;
}
