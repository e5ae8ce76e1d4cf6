/**
 * How well a header names a field: by the field's own name, by one that files give it, or by its
 * likeness to one. The score is what people are shown; the rank settles ties between columns.
 */
// @ts-types="@types/damerau-levenshtein"
import distance from "damerau-levenshtein";
import { type MappingField, mappingFields } from "./fields.ts";
import { headerKey, headerNames, likenessNames, otherWords } from "./headers.ts";

export interface HeaderMatch {
  field: MappingField;
  how: "name" | "similar";
  /** 0 to 1 */
  confidence: number;
  /** among the field's names, 0 the best */
  rank: number;
}

/** In a name that is the field's own, in one that files give it, and in a likeness at the most. */
const CONFIDENCE = { ownName: 1, knownName: 0.95, likeness: 0.9 };

/** The field that a header names, if it names one. */
export function matchHeader(header: string): HeaderMatch | undefined {
  const key = headerKey(header);
  const named = byKey.get(key) ?? byPlain.get(plainKey(key)) ?? byNumber(key);
  return named ?? byLikeness(key);
}

/** Without marks on letters: people leave them out. */
function plainKey(key: string): string {
  const bare = key.normalize("NFD").replace(/[\u0300-\u036f]/g, "").normalize("NFC");
  return bare.replace(/[ßæøłı]/g, (letter) => PLAIN.get(letter)!);
}

const PLAIN = new Map(Object.entries({ ß: "ss", æ: "ae", ø: "o", ł: "l", ı: "i" }));

const byKey = new Map<string, HeaderMatch>();
const byPlain = new Map<string, HeaderMatch>();

for (const field of mappingFields) {
  [field, ...headerNames[field]].forEach((name, rank) => {
    const key = headerKey(name);
    const confidence = key === headerKey(field) ? CONFIDENCE.ownName : CONFIDENCE.knownName;
    const match: HeaderMatch = { field, how: "name", confidence, rank };
    if (!byKey.has(key)) byKey.set(key, match);
    if (!byPlain.has(plainKey(key))) byPlain.set(plainKey(key), match);
  });
}

/** Address books number what they have several of: "E-mail 1 - Value", "Phone 2". */
function byNumber(key: string): HeaderMatch | undefined {
  const number = /\d{1,3}/.exec(key);
  if (!number) return undefined;
  const match = byKey.get(key.replace(number[0], ""));
  if (match?.field !== "email" && match?.field !== "phone") return undefined;
  const rank = headerNames[match.field].length + 1 + Number(number[0]);
  return { ...match, confidence: CONFIDENCE.knownName, rank };
}

const likeness = Object.entries(likenessNames).flatMap(([field, names]) =>
  names.map((name) => ({ field: field as MappingField, key: headerKey(name) }))
);
const isOtherWord = new Set(otherWords.map(headerKey));

/** Short words are near to too many; nobody misses the first letter. */
function byLikeness(key: string): HeaderMatch | undefined {
  if (key.length < 5 || key.length > 40 || /\d/.test(key)) return undefined;
  if (isOtherWord.has(key)) return undefined;
  let best: HeaderMatch | undefined;
  for (const { field, key: name } of likeness) {
    if (name[0] !== key[0] || Math.abs(name.length - key.length) > 2) continue;
    const { steps, similarity } = distance(key, name);
    if (steps > (name.length < 12 ? 1 : 2)) continue;
    const confidence = Math.round(similarity * CONFIDENCE.likeness * 100) / 100;
    if (confidence <= (best?.confidence ?? 0)) continue;
    best = { field, how: "similar", confidence, rank: 0 };
  }
  return best;
}
