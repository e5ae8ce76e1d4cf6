/**
 * How well a header matches a field: by the field's own name, by a known name, or by similarity to
 * one. The confidence is shown to users; the rank breaks ties between columns.
 */
import { editDistance } from "./edit_distance.ts";
import { type MappingField, mappingFields } from "@rollcall/contracts/fields";
import { headersByLanguage } from "./header_languages.ts";
import { headerKey, headerNames, likenessNames, otherWords } from "./headers.ts";
import { type HeaderWords, headerWords, questionWords } from "./header_words.ts";

export interface HeaderMatch {
  field: MappingField;
  how: "name" | "similar";
  /** 0 to 1 */
  confidence: number;
  /** among the field's names, 0 the best */
  rank: number;
}

/**
 * In a name that is the field's own, in one that files give it, in one whose words say it among
 * others, in a question that asks for it, and in a likeness at the most.
 */
const CONFIDENCE = { ownName: 1, knownName: 0.95, words: 0.9, question: 0.85, likeness: 0.9 };

/**
 * The field that a header matches, if any.
 *
 * ```ts
 * assert.equal(matchHeader("Vorname").field, "first_name");
 * assert.equal(matchHeader("Telphone").how, "similar");
 * assert.equal(matchHeader("Shoe size"), undefined);
 * ```
 */
export function matchHeader(header: string): HeaderMatch | undefined {
  const key = headerKey(header);
  const named = byKey.get(key) ?? byPlain.get(plainKey(key)) ?? byNumber(key);
  return named ?? byWords(header) ?? byParts(header) ?? byQuestion(header) ??
    (NUMBERS_OF.test(header) ? undefined : byLikeness(key));
}

/** "organization_id" is no misspelt organization. */
const NUMBERS_OF = /[\s_.-](?:ids?|nr|no|code|number|count|date|type|status|url)\W*$/i;

/** A question, by the name of what it asks for. */
function byQuestion(header: string): HeaderMatch | undefined {
  for (const words of questionWords(header)) {
    const key = words.join("");
    const match = byKey.get(key) ?? byPlain.get(plainKey(key));
    if (!match || match.field === "country" || match.field === "company") continue;
    if (words.length === 1 && (!saysEnough(match.field, words) || ONLY_ALONE.has(key))) continue;
    const { field, rank } = match;
    const last = headerNames[field].length + 1;
    return { field, how: "name", confidence: CONFIDENCE.question, rank: last + rank };
  }
  return undefined;
}

/** Short words, and those that a question may have for another reason. */
const ONLY_ALONE = new Set(
  "role profession occupation employer org work phones tel job poste puesto cargo beruf ruolo last first nom nome name title position"
    .split(" "),
);

/** A name in two languages, as in "First name / Prénom"; "Email/Phone" is neither. */
function byParts(header: string): HeaderMatch | undefined {
  const parts = header.split(/[/|\n\r]/).filter((part) => headerKey(part));
  if (parts.length < 2 || parts.length > MAX_LANGUAGES) return undefined;
  const matches = parts.map((part) => {
    const key = headerKey(part);
    return byKey.get(key) ?? byPlain.get(plainKey(key));
  });
  const [first] = matches;
  const isOne = first && matches.every((match) => !match || match.field === first.field);
  return isOne ? { ...first, confidence: CONFIDENCE.words } : undefined;
}

/** In which a header says the same. */
const MAX_LANGUAGES = 4;

/** Without marks on letters: people leave them out. */
function plainKey(key: string): string {
  const bare = key.normalize("NFD").replace(/[\u0300-\u036f]/g, "").normalize("NFC");
  return bare.replace(/[ßæøłı]/g, (letter) => PLAIN.get(letter)!);
}

const PLAIN = new Map(Object.entries({ ß: "ss", æ: "ae", ø: "o", ł: "l", ı: "i" }));

/** Words that several languages share. */
const SHARED = new Set(
  "email mail address id name phone mobile telephone company title position organization contact country business role profession job first last number telefon mobil firma organisation titel land gsm tel portable"
    .split(" "),
);

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

for (const names of Object.values(headersByLanguage)) {
  for (const field of mappingFields) {
    for (const name of names[field] ?? []) addName(field, name);
  }
}

/**
 * The language whose word for a field a header is; undefined where it is English, or several have
 * it.
 */
export function languageOf(header: string): string | undefined {
  const key = headerKey(header);
  return key.length > 2 ? languageOfKey.get(key) || undefined : undefined;
}

/** "" where more than one language has the word. */
const languageOfKey = new Map<string, string>();
for (const [language, names] of Object.entries(headersByLanguage)) {
  for (const key of new Set(Object.values(names).flat().map(headerKey))) {
    languageOfKey.set(key, languageOfKey.has(key) ? "" : language);
  }
}
for (const name of Object.values(headerNames).flat()) {
  const isShared = name.split(" ").every((word) => SHARED.has(word));
  if (isShared) languageOfKey.set(headerKey(name), "");
}

function addName(field: MappingField, name: string): void {
  const key = headerKey(name), plain = plainKey(key);
  const rank = headerNames[field].length;
  const match: HeaderMatch = { field, how: "name", confidence: CONFIDENCE.knownName, rank };
  if (!byKey.has(key) && byPlain.get(plain)?.field !== field) byKey.set(key, match);
  // Without its marks a short word is too many others.
  if (!byPlain.has(plain) && plain.length > 3) byPlain.set(plain, match);
}

/** A name by its words in any order, and by what remains without those that any field may have. */
function byWords(header: string): HeaderMatch | undefined {
  if (ABOUT_A_VALUE.test(header)) return undefined;
  for (const { words, isWhole } of [...headerWords(header), ...pathWords(header)]) {
    const key = words.join("");
    const match = byKey.get(key) ?? byPlain.get(plainKey(key)) ??
      bySorted.get(sorted(words)) ?? byNumber(key);
    if (!match || !isWhole && !saysEnough(match.field, words)) continue;
    const { field, rank } = match;
    return {
      field,
      how: "name",
      confidence: CONFIDENCE.words,
      rank: headerNames[field].length + 1 + rank,
    };
  }
  return undefined;
}

/** Keys within JSON that say something of the value beside them. */
const ABOUT_A_VALUE =
  /\w\.(?:primary|is_?primary|preferred|label|type|kind|verified|status|source|id|formatted_?type|metadata(?:\..*)?)$/i;

/** "organizations.title": what lies within a list is one of it. */
function pathWords(header: string): HeaderWords[] {
  // "Attendee name: Given name"
  const half = /\bname: (.+)$/i.exec(header)?.[1];
  if (half) return headerWords(half);
  if (!/^\w+(?:\.\w+)+$/.test(header)) return [];
  const single = header.split(".").map((key) => key.replace(/(?<=\w{3})(?<!s)s$/, "")).join(".");
  const within = /(?:^|\.)names?\.(.+)$/i.exec(header)?.[1];
  return [single, within].flatMap((one) => !one || one === header ? [] : headerWords(one));
}

const sorted = (words: readonly string[]) => words.toSorted().join(" ");

/** English names of several words, by their words in the order of the alphabet. */
const bySorted = new Map<string, HeaderMatch>();
for (const [field, names] of Object.entries(headerNames) as [MappingField, readonly string[]][]) {
  for (const name of names) {
    const words = name.split(" ").map(headerKey);
    if (words.length < 2 || !/^[a-z ]+$/.test(name)) continue;
    const match = byKey.get(headerKey(name));
    if (match?.field === field && !bySorted.has(sorted(words))) bySorted.set(sorted(words), match);
  }
}

/** One word alone says a field only where it is used for nothing else. */
function saysEnough(field: MappingField, words: readonly string[]): boolean {
  return words.length > 1 || !VAGUE[field].includes(words[0]!);
}

const VAGUE: Record<MappingField, readonly string[]> = {
  email: ["mail", "correo", "メール", "邮件"],
  first_name: ["first", "名"],
  last_name: ["last", "姓"],
  phone: ["cell", "sms", "mobil", "mobile", "handy", "portable", "fone", "gsm"],
  company: ["business", "org", "firm", "account"],
  job_title: ["title", "position", "role", "job", "cargo", "poste", "ruolo", "function"],
  full_name: ["contact", "name", "names", "nom", "nome", "nombre", "naam", "navn", "namn", "名前"],
  country: ["land", "state", "kraj", "stat"],
};

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

/** Short words are too close to others; nobody mistypes the first letter. */
function byLikeness(key: string): HeaderMatch | undefined {
  if (key.length < 5 || key.length > 40 || /\d/.test(key)) return undefined;
  if (isOtherWord.has(key)) return undefined;
  let best: HeaderMatch | undefined;
  for (const { field, key: name } of likeness) {
    if (name[0] !== key[0] || Math.abs(name.length - key.length) > 2) continue;
    const steps = editDistance(key, name);
    if (steps > (name.length < 12 ? 1 : 2)) continue;
    const similarity = 1 - steps / Math.max(key.length, name.length);
    const confidence = Math.round(similarity * CONFIDENCE.likeness * 100) / 100;
    if (confidence <= (best?.confidence ?? 0)) continue;
    best = { field, how: "similar", confidence, rank: 0 };
  }
  return best;
}
