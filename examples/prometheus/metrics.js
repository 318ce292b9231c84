import { tracingChannel } from 'node:diagnostics_channel';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What a plug-in counts, read when somebody asks, and how long gateways take, from the tracing channel. */
export function metricsOf(filter) {
  const register = new Registry();
  const registers = [register];

  function count(name, help, read) {
    const collect = () => counter.reset() ?? counter.inc(read(filter.stats()));
    const counter = new Counter({ name, help, registers, collect });
  }
  count('dss_sso_logins_total', 'Logins by a DSS message', ({ logins }) => logins);
  count('dss_sso_switches_total', 'Users who took over a browser from another one', ({ switches }) => switches);
  count('dss_sso_logouts_total', 'Logins that ended', ({ logouts }) => logouts);
  count('dss_sso_gateway_calls_total', 'Calls of gateways', ({ gatewayCalls }) => gatewayCalls);
  count('dss_sso_gateway_failures_total', 'Calls without a usable answer', ({ gatewayFailures }) => gatewayFailures);
  count('dss_sso_ticket_cache_hits_total', 'Tickets that were known', ({ ticketCache }) => ticketCache.hits);
  count('dss_sso_ticket_cache_misses_total', 'Tickets that were asked for', ({ ticketCache }) => ticketCache.misses);

  const refusals = new Counter({
    name: 'dss_sso_refusals_total',
    help: 'Refused requests by code',
    labelNames: ['code'],
    registers,
    collect() {
      refusals.reset();
      for (const [code, number] of Object.entries(filter.stats().refusals)) refusals.inc({ code }, number);
    },
  });
  const cached = new Gauge({
    name: 'dss_sso_ticket_cache_size',
    help: 'Verified tickets that are kept',
    registers,
    collect: () => cached.set(filter.stats().ticketCache.size),
  });

  const durations = new Histogram({
    name: 'dss_sso_gateway_call_seconds',
    help: 'How long calls of gateways take',
    labelNames: ['gateway', 'call', 'code'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });
  tracingChannel('dss-sso:gateway').asyncEnd.subscribe(({ gateway, call, code = 'ok', duration }) => {
    durations.observe({ gateway, call, code }, duration / 1000);
  });

  return register;
}
