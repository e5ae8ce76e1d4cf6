/**
 * Sentences with places for values, by which a service writes them and a client reads them again to
 * say them in another language: `{name}` is a text, `{rows:row}` counts rows, `{row:#}` is a number,
 * and `{rows?was|were}` a word that agrees with a count.
 */
import { formatCount, formatNumber } from "./in_words.ts";

/** The values that a form has places for. */
export type ValuesOf<Form extends string> = Form extends `${string}{${infer Place}}${infer Rest}`
  ? PlaceOf<Place> & ValuesOf<Rest>
  : object;

type PlaceOf<Place extends string> = Place extends `${string}?${string}` ? object
  : Place extends `${infer Name}:${string}` ? { readonly [N in Name]: number }
  : { readonly [N in Place]: string };

type Forms = Readonly<Record<string, string>>;

/** How each sentence is said, by the values in it. */
export type WordsFor<Of> = Of extends Sentences<infer All>
  ? { readonly [Name in keyof All]: (values: ValuesOf<All[Name]>) => string }
  : never;

export interface Sentences<All extends Forms> {
  /** The sentence of this name. */
  write<Name extends keyof All>(name: Name, values: ValuesOf<All[Name]>): string;
  /** Says a sentence in other words; undefined where it has none of the forms. */
  say(sentence: string, words: WordsFor<Sentences<All>>): string | undefined;
}

/**
 * Sentences by their names: written by a service, said again by a client. A sentence is read by the
 * first form that fits it, so the more general ones come last.
 *
 * ```ts
 * const lines = sentences({ edited: "{rows:row} {rows?was|were} edited." });
 * const line = lines.write("edited", { rows: 1_200 });
 * assert.equal(line, "1,200 rows were edited.");
 * assert.equal(lines.say(line, { edited: ({ rows }) => `${rows} Zeilen` }), "1200 Zeilen");
 * ```
 */
export function sentences<const All extends Forms>(forms: All): Sentences<All> {
  const byName = new Map(Object.entries(forms));
  /** made by the first sentence that is read: services only write */
  let readers: [name: string, read: Reader][] | undefined;
  return {
    write: (name, values) => writeSentence(byName.get(String(name))!, values),
    say: (sentence, words) => {
      const saying = new Map(Object.entries<(values: never) => string>(words));
      readers ??= [...byName].map(([name, form]) => [name, readerOf(form)]);
      for (const [name, read] of readers) {
        const values = read(sentence);
        if (values !== undefined) return saying.get(name)!(values as never);
      }
      return undefined;
    },
  };
}

const PLACE = /\{(?<name>\w+)(?::(?<noun>#|\w+)|\?(?<one>[^|}]*)\|(?<many>[^}]*))?\}/g;

interface Place {
  name: string;
  noun?: string;
  one?: string;
  many?: string;
}

/** The sentence of a form. */
function writeSentence(form: string, values: object): string {
  const given = new Map(Object.entries<string | number>(values as Record<string, string | number>));
  return form.replace(PLACE, (...found) => {
    const { name, noun, one, many } = found.at(-1) as Place;
    const value = given.get(name) ?? "";
    if (one !== undefined) return value === 1 ? one : many!;
    if (noun === "#") return formatNumber(Number(value));
    return noun === undefined ? String(value) : formatCount(Number(value), noun);
  });
}

/** The values of a sentence; undefined where it is not of the form. */
type Reader = (sentence: string) => object | undefined;

function readerOf(form: string): Reader {
  const counts = new Set<string>();
  let pattern = "", at = 0;
  for (const found of form.matchAll(PLACE)) {
    pattern += literally(form.slice(at, found.index));
    pattern += patternOf(found.groups as unknown as Place, counts);
    at = found.index + found[0].length;
  }
  const whole = new RegExp(`^${pattern}${literally(form.slice(at))}$`, "s");
  return (sentence) => {
    const read = whole.exec(sentence);
    if (!read) return undefined;
    const values = Object.entries(read.groups ?? {}).map(([name, text]) =>
      [name, counts.has(name) ? Number(text.replaceAll(",", "")) : text] as const
    );
    return Object.fromEntries(values);
  };
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function patternOf({ name, noun, one, many }: Place, counts: Set<string>): string {
  if (one !== undefined) return `(?:${literally(one)}|${literally(many!)})`;
  if (noun === undefined) return `(?<${name}>.*?)`;
  counts.add(name);
  return noun === "#" ? `(?<${name}>[\\d,]+)` : `(?<${name}>[\\d,]+) ${noun}s?`;
}
