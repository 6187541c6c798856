import type { Formats } from '../format.ts';

/** One text for each plural category that a language tells apart (CLDR); `count` chooses. */
export type PluralForms = { other: string } & { [Category in Exclude<Intl.LDMLPluralRule, 'other'>]?: string };

/** A text of the interface. `{name}` stands for a value. */
export type Message = string | PluralForms;
export type Area = Readonly<Record<string, Message>>;
export type Values = Readonly<Record<string, string | number>>;

/** The same keys in another language; plural where the English text is. */
export type Translation<English extends Area> = {
  [Key in keyof English]: English[Key] extends string ? string : PluralForms;
};

type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type TextOf<M extends Message> = M extends string ? M : M extends { other: infer Text extends string } ? Text : never;
/** What a message's places take: numbers are written as the language writes them, and `count` chooses the plural. */
export type ValuesOf<M extends Message> = {
  [Name in NamesIn<TextOf<M>> | (M extends string ? never : 'count')]: Name extends 'count' ? number : string | number;
};

/** `message` with `values` in its places. An unknown place stays as it is written, so that a mistake is seen. */
export function fillIn(message: Message, values: Values, formats: Formats): string {
  const written = (name: string, place: string) => {
    const value = values[name];
    return typeof value === 'number' ? formats.number(value) : (value ?? place);
  };
  return textFor(message, values, formats).replaceAll(/\{(\w+)\}/g, (place, name: string) => written(name, place));
}

/** The text for `values.count`. */
export function textFor(message: Message, values: Values, formats: Formats): string {
  if (typeof message === 'string') return message;
  return message[formats.plural(Number(values.count))] ?? message.other;
}
