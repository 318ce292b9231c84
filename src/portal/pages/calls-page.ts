import { MAX_CALLS, type GatewayCall } from '../call-log.js';
import { callList } from './call-list.js';
import { layout } from './layout.js';
import { markup } from './markup.js';
import type { Visit } from './visit.js';
import { wordsOf, type Language } from './words.js';

/** What apps asked the gateway. The page's script asks for the list again and again, until it is told to pause. */
export function callsPage(language: Language, visit: Visit, calls: readonly GatewayCall[]): string {
  const words = wordsOf(language);
  const main = markup`<div class="bar">
<h1>${words.calls}</h1>
<p class="refresh" id="refresh" data-live="${words.live}" data-paused="${words.paused}" data-stale="${words.stale}"></p>
<button type="button" id="pause" data-pause="${words.pause}" data-resume="${words.resume}" hidden>${words.pause}</button>
</div>
<p class="lead">${words.callsLead(MAX_CALLS)}</p>
<div id="calls">${callList(language, calls)}</div>`;
  return layout({ language, heading: words.calls, path: '/calls', visit, main, script: '/calls.js' });
}
