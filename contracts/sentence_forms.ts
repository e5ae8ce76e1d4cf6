/**
 * Sentences with places for values, by which a service writes them and a client reads them again to
 * say them in another language: `{name}` is a text, `{rows:row}` counts rows, `{row:#}` is a number,
 * and `{rows?was|were}` a word that agrees with a count.
 */
import { formatCount, formatNumber } from "./in_words.ts";

/** The values that a form has places for. */
export type ValuesOf<Form extends string> = Form extends `${string}{${infer Place}}${infer Rest}`
  ? PlaceOf<Place> & ValuesOf<Rest>
  : unknown;

type PlaceOf<Place extends string> = Place extends `${string}?${string}` ? unknown
  : Place extends `${infer Name}:${string}` ? { readonly [N in Name]: number }
  : { readonly [N in Place]: string };

const PLACE = /\{(?<name>\w+)(?::(?<noun>#|\w+)|\?(?<one>[^|}]*)\|(?<many>[^}]*))?\}/g;

interface Place {
  name: string;
  noun?: string;
  one?: string;
  many?: string;
}

/**
 * The sentence of a form.
 *
 * ```ts
 * const form = "{rows:row} {rows?was|were} read by {name}.";
 * assert.equal(writeSentence(form, { rows: 1_200, name: "Ann" }), "1,200 rows were read by Ann.");
 * ```
 */
export function writeSentence<const Form extends string>(
  form: Form,
  values: ValuesOf<Form>,
): string {
  const given = new Map(Object.entries<string | number>(values as Record<string, string | number>));
  return form.replace(PLACE, (...found) => {
    const { name, noun, one, many } = found.at(-1) as Place;
    const value = given.get(name) ?? "";
    if (one !== undefined) return value === 1 ? one : many!;
    if (noun === "#") return formatNumber(Number(value));
    return noun === undefined ? String(value) : formatCount(Number(value), noun);
  });
}

/**
 * The values of a sentence; undefined where it is not of the form.
 *
 * ```ts
 * const form = "{rows:row} {rows?was|were} read by {name}.";
 * assert.deepEqual(readSentence(form, "1,200 rows were read by Ann."), { rows: 1200, name: "Ann" });
 * assert.equal(readSentence(form, "Ann read 1,200 rows."), undefined);
 * ```
 */
export function readSentence<const Form extends string>(
  form: Form,
  sentence: string,
): ValuesOf<Form> | undefined {
  const counts = new Set<string>();
  let pattern = "", at = 0;
  for (const found of form.matchAll(PLACE)) {
    pattern += literally(form.slice(at, found.index));
    pattern += patternOf(found.groups as unknown as Place, counts);
    at = found.index + found[0].length;
  }
  const read = new RegExp(`^${pattern}${literally(form.slice(at))}$`, "s").exec(sentence);
  if (!read) return undefined;
  const values = Object.entries(read.groups ?? {}).map(([name, text]) =>
    [name, counts.has(name) ? Number(text.replaceAll(",", "")) : text] as const
  );
  return Object.fromEntries(values) as ValuesOf<Form>;
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function patternOf({ name, noun, one, many }: Place, counts: Set<string>): string {
  if (one !== undefined) return `(?:${literally(one)}|${literally(many!)})`;
  if (noun === undefined) return `(?<${name}>.*?)`;
  counts.add(name);
  return noun === "#" ? `(?<${name}>[\\d,]+)` : `(?<${name}>[\\d,]+) ${noun}s?`;
}
