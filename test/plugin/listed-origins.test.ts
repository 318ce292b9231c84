/** Origins of the options end in a header that has a grammar of its own. */
import { isSSOError } from '../../src/errors.js';
import { SSOPluginFilter } from '../../src/plugin/sso-plugin-filter.js';
import { sessionInterceptor } from '../../src/interceptors/session-interceptor.js';

function problemOf(options: object): string {
  try {
    new SSOPluginFilter({ gateways: 'https://dss.example.com', interceptor: sessionInterceptor(), ...options });
  } catch (error) {
    if (isSSOError(error)) return error.message;
    throw error;
  }
  return 'none';
}

describe.each(['publicOrigin', 'redirectOrigins', 'portalOrigins'])('%s', (option) => {
  const given = (origin: string): object => ({ [option]: option === 'publicOrigin' ? origin : [origin] });

  test.each([
    'https://*.example.com',
    'https://*',
    'https://a.example;script-src',
    'https://a.example,b.example',
    "https://'unsafe-inline'",
    'https://a.example/',
    'https://A.example',
    'https://u@a.example',
    'https://a.example:443',
    'https://127.1',
    'https://[::1',
    'ws://a.example',
    'null',
  ])('takes no %s', (origin) => {
    expect(problemOf(given(origin))).toMatch(new RegExp(`${option}.* must be an origin`));
  });

  test.each([
    'https://a.example',
    'http://a_b:8080',
    'http://[fd00::5]:9001',
    'http://10.0.0.5',
    'https://xn--fsq.example',
  ])('takes %s', (origin) => {
    expect(problemOf(given(origin))).toBe('none');
  });
});
