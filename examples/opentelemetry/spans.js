import { AsyncLocalStorage } from 'node:async_hooks';
import { tracingChannel } from 'node:diagnostics_channel';
import { context, SpanKind, SpanStatusCode, trace as openTelemetry } from '@opentelemetry/api';

/** The context of the message or confirmation that is under way: gateway calls are made inside it. */
const inside = new AsyncLocalStorage();

/**
 * Makes a span of each DSS message, each confirmation of a login and each call of a gateway. A span of yours that is active when a request
 * comes in, such as that of the HTTP instrumentation, becomes their parent.
 */
export function traceDSS(tracer = openTelemetry.getTracer('dss-sso')) {
  makeSpans(tracer, 'dss-sso:message', () => 'DSS message', SpanKind.INTERNAL);
  makeSpans(tracer, 'dss-sso:confirm', () => 'DSS confirmation', SpanKind.INTERNAL);
  makeSpans(tracer, 'dss-sso:gateway', ({ call }) => `DSS ${call}`, SpanKind.CLIENT);
}

function makeSpans(tracer, channelName, nameOf, kind) {
  const channel = tracingChannel(channelName);
  const spans = new WeakMap();

  // Called at the start; what it returns is what `inside` holds until the end, and in everything that is called meanwhile.
  channel.start.bindStore(inside, (told) => {
    const parent = inside.getStore() ?? context.active();
    const span = tracer.startSpan(nameOf(told), { kind }, parent);
    spans.set(told, span);
    return openTelemetry.setSpan(parent, span);
  });

  channel.asyncEnd.subscribe((told) => {
    const span = spans.get(told);
    const { requestId, gateway, call, result, code } = told;
    const facts = { request_id: requestId, gateway, call, result, code };
    for (const [name, value] of Object.entries(facts)) if (value !== undefined) span.setAttribute(`dss.${name}`, value);
    if (code !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: code });
    span.end();
  });
}
