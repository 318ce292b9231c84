import type { GatewayCall, ShownTicket } from '../call-log.js';
import { markup, NO_MARKUP, type Markup } from './markup.js';
import { wordsOf, type Language, type Words } from './words.js';

/**
 * The calls as a table. Its roles are spelled out, because the style sheet lays its rows out as blocks in a narrow window, and browsers
 * take tables that are no tables to the eye for none to the ear.
 */
export function callList(language: Language, calls: readonly GatewayCall[]): Markup {
  const words = wordsOf(language);
  if (calls.length === 0) {
    return markup`<section class="empty">
<h2>${words.noCalls}</h2>
<p>${words.noCallsAdvice}</p>
</section>`;
  }
  const heads = [words.time, words.call, words.answer, words.duration, words.ticketOf];
  return markup`<table role="table" class="calls" aria-label="${words.calls}">
<thead role="rowgroup"><tr role="row">${heads.map((head) => markup`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">
${calls.map((call) => row(words, call))}</tbody>
</table>`;
}

function row(words: Words, { at, method, target, ticket, end }: GatewayCall): Markup {
  const time = new Date(at);
  const cell = (kind: string, content: Markup) => markup`<td role="cell" class="${kind}">${content}</td>`;
  const path = markup`${method} <span>${target.prefix}</span><b>${target.path}</b>${target.query}`;
  return markup`<tr role="row">${[
    cell('time', markup`<time datetime="${time.toISOString()}">${timeOfDay(time)}</time>`),
    cell('call', markup`<code>${path}</code>`),
    cell('answer', answer(words, end)),
    cell('duration', end === undefined ? NO_MARKUP : markup`${Math.round(end.duration)} ${words.milliseconds}`),
    cell('ticket', whose(words, ticket)),
  ]}</tr>
`;
}

function answer(words: Words, end: GatewayCall['end']): Markup {
  if (end === undefined) return markup`<span class="status">${words.waiting}</span>`;
  if (end.status === undefined) return markup`<span class="status bad">${words.left}</span>`;
  return markup`<span class="status ${end.status < 400 ? 'good' : 'bad'}">${end.status}</span>`;
}

function whose(words: Words, ticket: ShownTicket | undefined): Markup {
  if (ticket === undefined) return markup`${words.noTicket}`;
  const { ref, userName, proxyUser } = ticket;
  const acting = proxyUser === undefined ? NO_MARKUP : markup`<br>${words.actingAs} ${proxyUser}`;
  return markup`${userName ?? words.deadTicket} <code>${ref}</code>${acting}`;
}

/** The time on the clock of this machine, which is the reader's, to the millisecond. */
function timeOfDay(time: Date): string {
  const [hours, minutes, seconds] = [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `${hours}:${minutes}:${seconds}.${String(time.getMilliseconds()).padStart(3, '0')}`;
}
