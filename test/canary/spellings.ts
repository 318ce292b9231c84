/** A way to write a text down, and how much of it counts as a leak. */
export interface Spelling {
  readonly encoding: string;
  readonly text: string;
  /** So many characters in a row, found anywhere, give the text away: what 12 of its own characters need. */
  readonly window: number;
}

const RAW_WINDOW = 12;
/** A few escapes in a row are long, and say nothing. */
const ESCAPED_WINDOW = 24;

/** Every way of writing a text down that is looked for: each once, even where two encodings agree. */
export function spellingsOf(text: string): Spelling[] {
  const percent = encodeURIComponent(text);
  const double = encodeURIComponent(percent);
  const hex = Buffer.from(text).toString('hex');
  const found = new Map<string, Spelling>();
  const add = (encoding: string, spelled: string, window = ESCAPED_WINDOW): void => {
    if (!found.has(spelled)) found.set(spelled, { encoding, text: spelled, window: Math.min(window, spelled.length) });
  };

  add('raw', text, RAW_WINDOW);
  add('lower case', text.toLowerCase(), RAW_WINDOW);
  add('upper case', text.toUpperCase(), RAW_WINDOW);
  add('JSON', JSON.stringify(text).slice(1, -1));
  add('JSON in JSON', JSON.stringify(JSON.stringify(text)).slice(3, -3));
  add('JSON with escaped slashes', JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/'));
  add('JSON with \\u escapes', unicodeEscaped(text));
  add('HTML', htmlEscaped(text));
  add('HTML with slashes', htmlEscaped(text).replaceAll('/', '&#x2F;'));
  add('percent', percent);
  add('percent, lower case', lowerCaseEscapes(percent));
  add('form', new URLSearchParams({ '': text }).toString().slice(1));
  add('double percent', double);
  add('double percent, lower case', lowerCaseEscapes(encodeURIComponent(lowerCaseEscapes(percent))));
  for (const offset of [0, 1, 2]) {
    add(`Base64 (${offset})`, base64Inside(text, offset), 16);
    add(`base64url (${offset})`, toUrlAlphabet(base64Inside(text, offset)), 16);
  }
  add('hex', hex);
  add('hex, upper case', hex.toUpperCase());
  return [...found.values()];
}

/** What of the Base64 of something is this text's alone, when it begins `offset` bytes into a group of three. */
function base64Inside(text: string, offset: number): string {
  const bytes = Buffer.from(text);
  const whole = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  return whole.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}

function toUrlAlphabet(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}

function lowerCaseEscapes(text: string): string {
  return text.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
}

function htmlEscaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

function unicodeEscaped(text: string): string {
  return text.replace(/[^A-Za-z0-9]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
