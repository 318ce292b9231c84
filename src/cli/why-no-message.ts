import { redactUrl } from '../message/redact-url.js';
import { holdsMessage } from '../message/parameters.js';

/**
 * Why a URL is no DSS request, in one or two sentences. It repeats nothing of the URL.
 *
 * @param query - its query, if it has one
 */
export function whyNoMessage(url: string, query: string | undefined): string {
  if (holdsMessage(url.slice(url.lastIndexOf('?') + 1)) && url.includes('#')) {
    return (
      'The message stands behind a "#". Browsers keep that part to themselves, so the app never gets it: in DSS, give the app\'s URL ' +
      'without "#", and the page behind it as redirect.'
    );
  }
  if (query !== undefined && /(?:^|&)dssurl(?:=|&|$)/i.test(query)) {
    return 'It has a parameter dssurl in other letters: upper and lower case matter.';
  }
  if (redactUrl(url) !== url) {
    return 'It has a message inside another parameter, or one that is percent-encoded once too often.';
  }
  return 'It has no parameter dssurl, which alone makes a request a DSS request.';
}
