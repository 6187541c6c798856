import { formatsOf } from '../format.ts';
import { en } from './en/index.ts';
import { type Locale, locales } from './locales.ts';
import { fillIn, type Message, type Translation, textFor, type Values, type ValuesOf } from './message.ts';

export type AreaName = keyof typeof en;
/** All texts of one language. */
export type Catalogue = { [Name in AreaName]: Translation<(typeof en)[Name]> };

export type KeysOf<Name extends AreaName> = `${Name}.${keyof (typeof en)[Name] & string}`;
/** `area.name`. */
export type MessageKey = { [Name in AreaName]: KeysOf<Name> }[AreaName];
type MessageAt<Key extends MessageKey> = Key extends `${infer Name extends AreaName}.${infer Rest}`
  ? Rest extends keyof (typeof en)[Name]
    ? Extract<(typeof en)[Name][Rest], Message>
    : never
  : never;

/** Without an argument where a message has no places. */
type Places<Key extends MessageKey> = keyof ValuesOf<MessageAt<Key>> extends never
  ? []
  : [values: ValuesOf<MessageAt<Key>>];
type Parts<Key extends MessageKey, Part> = { [Name in keyof ValuesOf<MessageAt<Key>>]: Part | string | number };

/** The text of a key in one language, values in their places. */
export type Say = <Key extends MessageKey>(key: Key, ...values: Places<Key>) => string;
/** As `Say`, for values that are more than text (a link): the pieces in order. */
export type SayParts = <Key extends MessageKey, Part>(key: Key, values: Parts<Key, Part>) => (Part | string)[];

/** A language with its texts. */
export type Words = { locale: Locale; catalogue: Catalogue };

/** There without being loaded: what is said where another language cannot be. */
export const english: Words = { locale: 'en', catalogue: en };

export function sayIn(words: Words): Say {
  const formats = formatsOf(locales[words.locale].formats);
  return (key, ...[values]) => fillIn(messageAt(words, key), (values ?? {}) as Values, formats);
}

export function sayPartsIn(words: Words): SayParts {
  const formats = formatsOf(locales[words.locale].formats);
  return <Key extends MessageKey, Part>(key: Key, values: Parts<Key, Part>) => {
    const given: Readonly<Record<string, Part | string | number>> = values;
    const { count } = given;
    const text = textFor(messageAt(words, key), typeof count === 'number' ? { count } : {}, formats);
    return text.split(/\{(\w+)\}/).map((piece, index) => {
      const value = index % 2 === 0 ? piece : given[piece];
      return typeof value === 'number' ? formats.number(value) : (value ?? `{${piece}}`);
    });
  };
}

/** The messages of whole areas, by key: what a page gives its scripts. */
export function messagesOf({ catalogue }: Words, areas: readonly AreaName[]): Record<string, Message> {
  return Object.fromEntries(
    areas.flatMap((area) =>
      Object.entries<Message>(catalogue[area]).map(([name, message]) => [`${area}.${name}`, message]),
    ),
  );
}

function messageAt({ catalogue }: Words, key: MessageKey): Message {
  const [area, name] = key.split('.') as [AreaName, string]; // what the key's type says
  const messages: Readonly<Record<string, Message>> = catalogue[area];
  return messages[name] ?? key;
}
