// What it takes to read or write one message: `node parse-and-build.mjs <contestant>` prints nanoseconds per call as JSON.
import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { URLSearchParams } from 'node:url';
import qs from 'qs';
import { loadProduct } from '../product.mjs';
import { median } from '../statistics.mjs';

const BATCH = 500;
const WARM_UP = 200;
const MEASURED = 200;

const { parseDSSMsg, SSOUrlBuilder } = await loadProduct('.');

const APP = 'https://app.example.com/projects';
const MESSAGE = {
  dssUrl: 'https://dss.example.com',
  workspaceName: 'bdapWorkspace',
  appName: 'visualis',
  redirectUrl: '/projects/17',
  cookies: new Map([
    ['linkis_user_session_ticket_id_v1', 'cGxlYXNlIGRvIG5vdCB1c2UgdGhpcyB0aWNrZXQ='],
    ['workspaceId', '224'],
    ['workspaceName', 'bdapWorkspace'],
  ]),
};
const QUERY = build().split('?')[1];

function build() {
  const builder = new SSOUrlBuilder()
    .setReqUrl(APP)
    .setDSSUrl(MESSAGE.dssUrl)
    .setWorkspace(MESSAGE.workspaceName)
    .setAppName(MESSAGE.appName)
    .redirectTo(MESSAGE.redirectUrl);
  for (const [name, value] of MESSAGE.cookies) builder.addCookie(name, value);
  return builder.getBuiltUrl();
}

function splitCookies(text) {
  const pairs = text.split(';').map((pair) => {
    const equals = pair.indexOf('=');
    return [pair.slice(0, equals), pair.slice(equals + 1)];
  });
  return new Map(pairs);
}

function joinCookies() {
  return [...MESSAGE.cookies].map(([name, value]) => `${name}=${value}`).join(';');
}

function toMessage({ dssurl, workspace, appName, redirect, cookies }) {
  return {
    dssUrl: dssurl,
    workspaceName: workspace,
    appName,
    redirectUrl: redirect,
    cookies: splitCookies(cookies),
  };
}

/** The least that reads this message: no repeats, no limits, no checks. */
function readByHand() {
  const found = {};
  for (const parameter of QUERY.split('&')) {
    const equals = parameter.indexOf('=');
    found[parameter.slice(0, equals)] = decodeURIComponent(parameter.slice(equals + 1).replaceAll('+', ' '));
  }
  return toMessage(found);
}

function fields() {
  return {
    redirect: MESSAGE.redirectUrl,
    dssurl: MESSAGE.dssUrl,
    cookies: joinCookies(),
    workspace: MESSAGE.workspaceName,
    appName: MESSAGE.appName,
  };
}

function writeByHand() {
  const parameters = Object.entries(fields()).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${APP}?${parameters.join('&')}`;
}

const CONTESTANTS = {
  'parse: parseDSSMsg': () => parseDSSMsg(QUERY),
  'parse: URLSearchParams': () => toMessage(Object.fromEntries(new URLSearchParams(QUERY))),
  'parse: qs': () => toMessage(qs.parse(QUERY)),
  'parse: by hand': readByHand,
  'build: SSOUrlBuilder': build,
  'build: URLSearchParams': () => `${APP}?${new URLSearchParams(fields())}`,
  'build: qs': () => `${APP}?${qs.stringify(fields())}`,
  'build: by hand': writeByHand,
};

/** Each must do the job before it is timed. */
function check(name, call) {
  const read = name.startsWith('parse') ? call() : parseDSSMsg(call().split('?')[1]);
  assert.deepEqual({ ...read, cookies: [...read.cookies] }, { ...MESSAGE, cookies: [...MESSAGE.cookies] });
}

function measure(call) {
  const nanoseconds = [];
  for (let round = 0; round < WARM_UP + MEASURED; round += 1) {
    const start = performance.now();
    for (let times = 0; times < BATCH; times += 1) call();
    if (round >= WARM_UP) nanoseconds.push(((performance.now() - start) * 1e6) / BATCH);
  }
  return { nanoseconds: median(nanoseconds) };
}

const name = process.argv[2];
const call = CONTESTANTS[name];
check(name, call);
process.stdout.write(JSON.stringify(measure(call)));
