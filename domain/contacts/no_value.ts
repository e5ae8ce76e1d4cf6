/**
 * Values that are none: what a spreadsheet writes where a formula went wrong, and what people type
 * where they have nothing to say. The first are taken for empty cells, the second only told, since
 * there are people called None and Null.
 */

/** A spreadsheet's errors, in the languages in which Excel writes them into a CSV file. */
const ERRORS = new Set([
  ...["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"],
  ...["#GETTING_DATA", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#PYTHON!"],
  ...["#EXTERNAL!", "#TIMEOUT!", "#ERROR!", "#NV", "#BEZUG!", "#WERT!", "#ZAHL!", "#ÜBERLAUF!"],
  ...["#VALEUR!", "#NOM?", "#NOMBRE!", "#PROPAGATION!", "#CALCUL!", "#¡REF!", "#¡VALOR!"],
  ...[
    "#¿NOMBRE?",
    "#¡DIV/0!",
    "#¡NUM!",
    "#¡NULO!",
    "#¡DESBORDAMIENTO!",
    "#N/D",
    "#RIF!",
    "#VALORE!",
  ],
  ...["#NOME?", "#NULLO!", "#ESPANSIONE!", "#VALOR!", "#NÚM!", "#NULO!", "#DESPEJAR!", "#VERW!"],
  ...["#WAARDE!", "#NAAM?", "#DEEL/0!", "#GETAL!", "#LEEG!", "#OVERLOOP!", "#ADR!", "#ARG!"],
  ...["#NAZWA?", "#DZIEL/0!", "#LICZBA!", "#ZERO!", "#N/D!", "#N/B", "#SAKNAS!", "#REFERENS!"],
  ...["#VÄRDEFEL!", "#NAMN?", "#DIVISION/0!", "#OGILTIGT!", "#SKÄRNING!", "#I/T", "#REFERENCE!"],
  ...["#VÆRDI!", "#NAVN?", "#VERDI!", "#PUUTTUU!", "#VIITTAUS!", "#ARVO!", "#NIMI?", "#JAKO/0!"],
  ...[
    "#LUKU!",
    "#TYHJÄ!",
    "#HODNOTA!",
    "#ODKAZ!",
    "#NÁZEV?",
    "#DĚLENÍ_NULOU!",
    "#ČÍSLO!",
    "#NENÍ_K_DISPOZICI",
  ],
  ...["#HIÁNYZIK", "#HIV!", "#ÉRTÉK!", "#NÉV?", "#ZÉRÓOSZTÓ!", "#SZÁM!", "#YOK", "#BAŞV!"],
  ...["#DEĞER!", "#AD?", "#SAYI/0!", "#SAYI!", "#BOŞ!", "#Н/Д", "#ССЫЛКА!", "#ЗНАЧ!", "#ИМЯ?"],
  ...["#ДЕЛ/0!", "#ЧИСЛО!", "#ПУСТО!"],
]);

/** Errors are short. */
const ERROR_CHARS = 24;

/**
 * Whether a cell holds a spreadsheet's error and nothing else.
 *
 * ```ts
 * assert.equal(isErrorValue("#N/A"), true);
 * assert.equal(isErrorValue("#1 Fan"), false);
 * ```
 */
export function isErrorValue(cell: string): boolean {
  return cell.charCodeAt(0) === 35 && cell.length <= ERROR_CHARS &&
    ERRORS.has(cell.trimEnd().toUpperCase());
}

/**
 * Whether a cell is empty as databases write it into a text.
 *
 * ```ts
 * assert.equal(isDatabaseNull("\\N"), true);
 * assert.equal(isDatabaseNull("N"), false);
 * ```
 */
export const isDatabaseNull = (cell: string): boolean => cell === "\\N";

/** What people type in place of a name, a number or an address; nobody is called so but by chance. */
const PLACEHOLDERS = new Set([
  ...["n/a", "n.a.", "n.a", "n/d", "none", "not available", "not applicable"],
  ...["not provided", "not given", "not known", "unknown", "undefined", "no name", "noname"],
  ...["no email", "noemail", "no phone", "anonymous", "anon", "testing", "tbc", "tbd"],
  ...["xx", "xxx", "xxxx", "asdf", "keine", "keine angabe", "k.a.", "k. a.", "unbekannt"],
  ...["aucun", "aucune", "inconnu", "néant", "ninguno", "ninguna", "desconocido", "sin nombre"],
  ...["nessuno", "sconosciuto", "nenhum", "desconhecido", "geen", "onbekend", "brak", "ingen"],
  ...["нет", "неизвестно", "なし", "不明", "无", "無"],
]);

/** Of an ASCII letter that a value begins with, in lower case, and the value's length. */
const beginning = (code: number, length: number) => code * 32 + length;
/** By `beginning`: 1 where one of them is so. */
const BEGINNINGS = new Uint8Array(128 * 32);
for (const text of [...PLACEHOLDERS, "na"]) {
  const code = text.charCodeAt(0) | 32;
  if (code < 128) BEGINNINGS[beginning(code, text.length)] = 1;
}

/** "-", "--", "?", "..." and the like. */
const SIGNS = /^[-–—_.?!*/\\\s]+$/;

/** Of addresses that only tests and empty forms have. */
const NOBODY_AT =
  /^(?:test|testing|none|no|noemail|no-?email|na|n\/a|asdf|xxx|email|mail|unknown|nobody|fake|no-?one)@(?:test|testing|none|no|noemail|no-?email|nomail|na|asdf|xxx|email|mail|unknown|nowhere|fake|no-?one|test-?mail)\.[a-z]{2,}$/;

/** Characters before the @ of such an address, at most. */
const LONGEST_NOBODY = 8;

/** Longer ones say something. */
const PLACEHOLDER_CHARS = 24;

/**
 * Whether a field's value stands for none.
 *
 * ```ts
 * assert.equal(isPlaceholder("N/A"), true);
 * assert.equal(isPlaceholder("Null"), false);
 * ```
 */
export function isPlaceholder(value: string): boolean {
  const { length } = value;
  if (length === 0 || length > PLACEHOLDER_CHARS) return false;
  // Nearly every value is told from all of them by how it begins and how long it is.
  const first = value.charCodeAt(0);
  // As numbers do: "+", "(" or a digit.
  if (first === 43 || first === 40 || first > 47 && first < 58) return false;
  if (first > 63 && first < 128 && BEGINNINGS[beginning(first | 32, length)] === 0) {
    return first === 92 || first === 95 ? SIGNS.test(value) : false;
  }
  return value === "NA" || PLACEHOLDERS.has(value.toLowerCase()) || SIGNS.test(value);
}

/**
 * Whether a normalised address is one that only tests and empty forms have.
 *
 * ```ts
 * assert.equal(isNobodysAddress("test@test.com"), true);
 * assert.equal(isNobodysAddress("test@example.com"), false);
 * ```
 */
export function isNobodysAddress(email: string): boolean {
  return email.indexOf("@") <= LONGEST_NOBODY && email.length < 60 && NOBODY_AT.test(email);
}
