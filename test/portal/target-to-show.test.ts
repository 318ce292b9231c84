import fc from 'fast-check';
import { targetToShow } from '../../src/portal/target-to-show.js';
import { PROPERTY_RUNS } from '../message/property-runs.js';

const shown = (target: string) => Object.values(targetToShow(target)).join('');

it('shows what the gateway is asked', () => {
  expect(targetToShow('/api/rest_j/v1/user/userInfo')).toEqual({
    prefix: '/api/rest_j/v1',
    path: '/user/userInfo',
    query: '',
  });
  expect(shown('/api/rest_j/v1/dss/framework/workspace/getAllWorkspaceUsers?workspaceId=224')).toBe(
    '/api/rest_j/v1/dss/framework/workspace/getAllWorkspaceUsers?workspaceId=224',
  );
  expect(shown('/api/other')).toBe('/api/other');
});

it.each([
  ['/api/x?ticket=c2VjcmV0', '/api/x?…'],
  ['/api/x?c2VjcmV0', '/api/x?…'],
  ['/api/x?workspaceId=1&c2VjcmV0=1&queryUserName=bob', '/api/x?workspaceId=1&queryUserName=bob&…'],
  [`/api/x?workspaceId=${'1'.repeat(65)}`, '/api/x?workspaceId=…'],
  [`/api/x?${'workspaceId=1&'.repeat(9)}`, '/api/x?workspaceId=1&workspaceId=1&…'],
  ['/api/c2VjcmV0LXRpY2tldC1vZi1hbGljZQ==/x', '/api/…/x'],
  ['/api/a%2Fb', '/api/…'],
  ['/api/?', '/api/?'],
])('shows %s as %s', (target, expected) => {
  expect(shown(target)).toBe(expected);
});

it('never shows a ticket, wherever a client put it', () => {
  const ticket = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('base64'));
  fc.assert(
    fc.property(ticket, fc.constantFrom('/api/', '/api/x?', '/api/x?a=', '/api/x?workspaceId=1&'), (secret, before) => {
      expect(shown(before + secret)).not.toContain(secret);
      expect(shown(before + encodeURIComponent(secret))).not.toContain(encodeURIComponent(secret));
    }),
    PROPERTY_RUNS,
  );
});

it('shows little, whatever is asked', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 2_000 }), (target) => {
      expect(shown(`/api/${target}`).length).toBeLessThan(400);
    }),
    PROPERTY_RUNS,
  );
});
