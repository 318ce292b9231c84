import { APP, NEIGHBOUR, PORTAL, STRANGER } from './corp.js';

/** What a page does with an address, in markup. */
type Write = (url: string) => string;

interface Part {
  readonly markup: Write;
}

interface Call extends Part {
  /** Whether the browser names the page's origin. */
  readonly origin: boolean;
}

interface Navigation extends Part {
  /** The hosts whose pages try it. */
  readonly from: readonly string[];
  /** Those of them from which it may log in. */
  readonly allowed: readonly string[];
  /** What it takes: a click on `#go`, nothing, or nothing for a part of the page. */
  readonly how: 'click' | 'click in another tab' | 'by itself' | 'frame';
}

/** What a page loads as a part of itself, with nobody clicking anything. */
export const PARTS: Readonly<Record<string, Part>> = {
  img: { markup: (url) => `<img src="${url}">` },
  picture: { markup: (url) => `<picture><source srcset="${url}"><img></picture>` },
  'image in SVG': { markup: (url) => `<svg><image href="${url}"/></svg>` },
  script: { markup: (url) => `<script src="${url}"></script>` },
  'module script': { markup: (url) => `<script type="module" src="${url}"></script>` },
  'script with credentials': {
    markup: (url) => `<script crossorigin="use-credentials" src="${url}"></script>`,
  },
  stylesheet: { markup: (url) => `<link rel="stylesheet" href="${url}">` },
  'import in CSS': { markup: (url) => `<style>@import url("${url}");</style>` },
  'url() in CSS': { markup: (url) => `<div style="background: url('${url}')">x</div>` },
  font: {
    markup: (url) => `<style>@font-face { font-family: f; src: url("${url}") } p { font-family: f }</style><p>x</p>`,
  },
  video: { markup: (url) => `<video src="${url}" preload="auto"></video>` },
  audio: { markup: (url) => `<audio src="${url}" preload="auto"></audio>` },
  track: {
    markup: (url) => `<video id="tracked" crossorigin="use-credentials"><track src="${url}" default></video>
      <script>document.getElementById('tracked').textTracks[0].mode = 'hidden'</script>`,
  },
  object: { markup: (url) => `<object data="${url}"></object>` },
  embed: { markup: (url) => `<embed src="${url}">` },
  preload: { markup: (url) => `<link rel="preload" as="image" href="${url}">` },
  modulepreload: { markup: (url) => `<link rel="modulepreload" href="${url}">` },
  prefetch: { markup: (url) => `<link rel="prefetch" href="${url}">` },
  'importScripts in a worker': {
    markup: (url) => `<script>new Worker(URL.createObjectURL(new Blob(["importScripts('${url}')"])))</script>`,
  },
};

/** What scripts of a page call. */
export const CALLS: Readonly<Record<string, Call>> = {
  'fetch in mode no-cors': {
    origin: false,
    markup: (url) => `<script>fetch('${url}', { mode: 'no-cors', credentials: 'include' })</script>`,
  },
  'fetch without credentials': {
    origin: false,
    markup: (url) => `<script>fetch('${url}', { mode: 'no-cors', credentials: 'omit' })</script>`,
  },
  'fetch in mode cors': {
    origin: true,
    markup: (url) => `<script>fetch('${url}', { credentials: 'include' })</script>`,
  },
  'fetch with POST': {
    origin: true,
    markup: (url) => `<script>fetch('${url}', { method: 'POST', mode: 'no-cors', credentials: 'include' })</script>`,
  },
  XMLHttpRequest: {
    origin: true,
    markup: (url) => `<script>
      { const request = new XMLHttpRequest(); request.open('GET', '${url}'); request.withCredentials = true; request.send() }
    </script>`,
  },
  EventSource: {
    origin: true,
    markup: (url) => `<script>
      { const source = new EventSource('${url}', { withCredentials: true }); source.onerror = () => source.close() }
    </script>`,
  },
  sendBeacon: { origin: true, markup: (url) => `<script>navigator.sendBeacon('${url}', 'x')</script>` },
};

const EVERYWHERE = [STRANGER, NEIGHBOUR, PORTAL, APP];

/** How a page has the browser show another one. Where a stranger's page may, the others may. */
export const NAVIGATIONS: Readonly<Record<string, Navigation>> = {
  'logs in by a click on a link': {
    from: EVERYWHERE,
    allowed: EVERYWHERE,
    how: 'click',
    markup: (url) => `<a id="go" href="${url}">Open</a>`,
  },
  'logs in by a link to a tab of its own that says nothing of where it stands': {
    from: [STRANGER],
    allowed: [STRANGER],
    how: 'click in another tab',
    markup: (url) => `<a id="go" href="${url}" target="_blank" rel="noopener noreferrer">Open</a>`,
  },
  'logs in by window.open': {
    from: [STRANGER],
    allowed: [STRANGER],
    how: 'click in another tab',
    markup: (url) => `<button id="go" onclick="window.open('${url}')">Open</button>`,
  },
  'logs in by a form that is sent with GET': {
    from: [STRANGER],
    allowed: [STRANGER],
    how: 'click',
    markup: (url) => `<form action="${pageOf(url)}">${fieldsOf(url)}<button id="go">Open</button></form>`,
  },
  'logs in by a script that sets the location': {
    from: [STRANGER],
    allowed: [STRANGER],
    how: 'by itself',
    markup: (url) => `<script>onload = () => setTimeout(() => { location.href = '${url}' })</script>`,
  },
  'logs in by a page that refreshes itself': {
    from: [STRANGER],
    allowed: [STRANGER],
    how: 'by itself',
    markup: (url) => `<meta http-equiv="refresh" content="0; url=${url}">`,
  },
  'logs in by a form that is sent with POST, from DSS and the app only': {
    from: EVERYWHERE,
    allowed: [PORTAL, APP],
    how: 'click',
    markup: (url) => `<form action="${url}" method="post"><button id="go">Open</button></form>`,
  },
  'logs nobody in by a POST that does not say from which page': {
    from: EVERYWHERE,
    allowed: [],
    how: 'click',
    markup: (url) => `<meta name="referrer" content="no-referrer">
      <form action="${url}" method="post"><button id="go">Open</button></form>`,
  },
  'logs in in a frame on the same site only': {
    from: EVERYWHERE,
    allowed: [NEIGHBOUR, APP],
    how: 'frame',
    markup: (url) => `<iframe src="${url}"></iframe>`,
  },
  'logs in in a frameset on the same site only': {
    from: EVERYWHERE,
    allowed: [NEIGHBOUR, APP],
    how: 'frame',
    markup: (url) => `<frameset cols="100%"><frame src="${url}"></frameset>`,
  },
};

/** What only pages of the app itself can start at an address of the app. */
export const WORKERS: Readonly<Record<string, Write>> = {
  'a worker': (url) => `<script>new Worker('${url}')</script>`,
  'a module worker': (url) => `<script>new Worker('${url}', { type: 'module' })</script>`,
  'a shared worker': (url) => `<script>new SharedWorker('${url}')</script>`,
  'a service worker': (url) => `<script>navigator.serviceWorker.register('${url}')</script>`,
};

function pageOf(url: string): string {
  return url.slice(0, url.indexOf('?'));
}

function fieldsOf(url: string): string {
  return [...new URL(url).searchParams]
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${value.replaceAll('"', '&quot;')}">`)
    .join('');
}
