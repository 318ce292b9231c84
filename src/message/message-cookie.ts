import { inspect } from 'node:util';

/** A cookie of the message that is a credential. Its value does not print: `util.inspect` and JSON show the name only. */
export interface MessageCookie {
  readonly name: string;
  readonly value: string;
}

/** Makes a {@link MessageCookie}. */
export function messageCookie(name: string, value: string): MessageCookie {
  return new HiddenCookie(name, value);
}

class HiddenCookie implements MessageCookie {
  readonly name: string;
  readonly #value: string;

  constructor(name: string, value: string) {
    this.name = name;
    this.#value = value;
    Object.freeze(this);
  }

  /** A getter of the class, not a property of the object, so that nothing that lists properties shows it. */
  get value(): string {
    return this.#value;
  }

  [inspect.custom](): string {
    return `MessageCookie ${JSON.stringify(this)}`;
  }
}
