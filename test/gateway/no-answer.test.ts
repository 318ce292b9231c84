import { codeOf, noAnswerError } from '../../src/gateway/gateway-errors.js';
import { SendError, type SendErrorKind } from '../../src/outbound/send-error.js';
import { trusted } from './double.js';

const gateway = trusted('https://dss.example.com');

test.each<[SendErrorKind, string, string]>([
  ['refused', 'gateway-unreachable', 'cannot be reached (ECONNREFUSED). Check'],
  ['reset', 'gateway-unreachable', 'cannot be reached (ECONNREFUSED). Check'],
  ['unreachable', 'gateway-unreachable', 'cannot be reached (ECONNREFUSED). Check'],
  ['timeout', 'gateway-timeout', 'did not answer within 50 ms'],
  ['broken-off', 'gateway-bad-answer', ': it broke off. Check'],
  ['not-http', 'gateway-bad-answer', ': it is not HTTP. Check'],
  ['too-large', 'gateway-bad-answer', ': it is larger than 1024 bytes, see gateway.maxResponseBytes. Check'],
  ['encoded', 'gateway-bad-answer', ': it has a Content-Encoding, which was not asked for. Check'],
])('a call that is %s is %s, and the operator reads why', (kind, code, text) => {
  const error = noAnswerError(gateway, new SendError(kind, { code: 'ECONNREFUSED', syscall: 'connect' }), 50, 1_024);
  expect([codeOf(kind), error.code]).toEqual([code, code]);
  expect(error.message).toContain(`https://dss.example.com`);
  expect(error.message).toContain(text);
  expect(error.cause).toEqual(
    code === 'gateway-timeout' ? undefined : { name: 'SendError', code: 'ECONNREFUSED', syscall: 'connect' },
  );
});

test('what the platform does not name is named by its kind', () => {
  const { message } = noAnswerError(gateway, new SendError('reset'), 50, 1_024);
  expect(message).toContain('cannot be reached (reset). Check that it runs and that this host can connect to it');
});
