/**
 * Rows below a header that are no people: further header rows, headers that come again where files
 * were joined, lines of dashes, and what programs write at the end. A row is one only where others
 * below the header have addresses, and it has none; what may be a person stays, and is asked about.
 */
import { headerKey, matchHeader } from "@rollcall/contacts";
import { addressColumn, isAddress, LOOKED_AT } from "./address_column.ts";
import { NAMED_CELLS } from "./header_names.ts";
import type { LeftOut, NoPerson, TableRow } from "./table.ts";

/** The most ignored lines that are reported one by one, and the most characters of each. */
const TOLD_ROWS = 20, TOLD_CHARS = 80;

/** Rows that are held back at most. */
const HELD_ROWS = 200;

const filledIn = (values: string[]) => values.filter((value) => value.trim());

const plain = (text: string) => text.trim().toLowerCase();

export class PeopleOnly {
  readonly leftOut: LeftOut[] = [];
  leftOutCount = 0;

  /** undefined: nothing shows which rows are people */
  readonly #email: number | undefined;
  readonly #keys: string[];
  /** what the header calls it */
  readonly #emailName: string;
  /** places of a person's other fields */
  readonly #personal: number[];
  readonly #width: number;
  /** whether only rows of the header's kind were seen so far */
  #isAtTop = true;
  /** what may be the file's end, and people without an address among it */
  #held: { row: TableRow; isEnd: boolean; isTitle: boolean }[] = [];
  /** where the next begins later than behind it, there is a gap */
  #last: TableRow;
  /** from its place in a second header to a column's place in the first one */
  #places: number[] | undefined;

  /**
   * @param below the first rows below the header
   * @param isSheet whether a line break within a cell is none between lines
   */
  constructor(header: TableRow, below: TableRow[], readonly isSheet = false) {
    const seen = below.slice(0, LOOKED_AT);
    const names = header.values.slice(0, NAMED_CELLS);
    this.#email = addressColumn(seen);
    this.#keys = names.map(headerKey);
    this.#emailName = plain(names[this.#email ?? -1] ?? "");
    this.#personal = names.flatMap((name, place) => {
      const field = matchHeader(name)?.field;
      return field && field !== "country" ? [place] : [];
    });
    this.#width = filledIn(names).length;
    this.#last = header;
  }

  /** Those of these rows that are given on now; some of before may come with them. */
  push(rows: TableRow[]): TableRow[] {
    const email = this.#email;
    if (email === undefined) return rows;
    const people: TableRow[] = [];
    for (const row of rows) {
      const isPlain = row.values[email]?.includes("@") && !this.#places && !this.#held.length;
      if (isPlain) people.push(row);
      else for (const one of this.#judge(row, email)) people.push(one);
      if (isPlain) this.#isAtTop = false;
      this.#last = row;
    }
    return people;
  }

  /** At the file's end, or where a header comes again: those of the rows held back that are people. */
  finish(isAtHeader = false): TableRow[] {
    const held = this.#held;
    this.#held = [];
    // What stands alone above copyright, or a header, is the title of it, and nobody.
    const hasEnd = isAtHeader || held.some(({ isEnd }) => isEnd);
    const isNobody = ({ isEnd, isTitle }: typeof held[number]) => isEnd || hasEnd && isTitle;
    for (const one of held) if (isNobody(one)) this.#leaveOut(one.row, "footer");
    return held.flatMap((one) => isNobody(one) ? [] : [one.row]);
  }

  #judge(row: TableRow, email: number): TableRow[] {
    const values = row.values.slice(0, NAMED_CELLS);
    const filled = filledIn(values);
    const hasGap = row.line > this.#lineBehind(this.#last);
    const why = this.#whyNot(values, filled, email);
    if (why) {
      const people = this.finish(why === "header");
      // What stands below a header may stand below it again.
      if (why === "header") this.#isAtTop = true;
      this.#leaveOut(row, why);
      return people;
    }
    const isEnd = this.#isSum(values, filled) || seemsEnd(filled, {
      width: this.#width,
      isApart: this.#held.length > 0 || hasGap && !this.#mayBeName(values, filled),
      isAtAddress: isAddress(values[email] ?? ""),
    });
    const placed = this.#placed(row);
    const hasAddress = values.some((value) => isAddress(value));
    const isTitle = hasGap && filled.length === 1 && this.#width > 1 && !hasAddress;
    const isHeldBack = isEnd || isTitle ? !this.#isAtTop : this.#held.length > 0 && !hasAddress;
    if (isHeldBack && this.#held.length < HELD_ROWS) {
      this.#held.push({ row: placed, isEnd, isTitle });
      return [];
    }
    // People follow: it was no end.
    const people = [...this.#held.map((held) => held.row), placed];
    this.#held = [];
    this.#isAtTop = false;
    return people;
  }

  #whyNot(values: string[], filled: string[], email: number): NoPerson | undefined {
    if (filled.some((value) => isAddress(value))) return undefined;
    if (filled.every((value) => RULE.test(value)) && filled.some((value) => value.length > 2)) {
      return "line";
    }
    if (this.#isHeader(values, filled)) return "header";
    if (filled.length === 1 && this.#width > 1 && GROUP.test(filled[0]!)) return "line";
    return this.#isAtTop && this.#isBelowHeader(values, filled, email) ? "header" : undefined;
  }

  /** The header again, or that of another export with the same columns in another order. */
  #isHeader(values: string[], filled: string[]): boolean {
    // Most rows are none, which costs one look.
    if (!values.some((value) => plain(value) === this.#emailName)) return false;
    const keys = values.map(headerKey);
    const same = keys.filter((key, place) => key && key === this.#keys[place]).length;
    const isSame = same * 5 >= filled.length * 4 && (same > 1 || this.#width === 1);
    if (isSame || same > 2 && same * 5 >= filled.length * 3) {
      this.#places = undefined;
      return true;
    }
    const places = keys.map((key) => key ? this.#keys.indexOf(key) : -1);
    const known = places.filter((place) => place >= 0).length;
    // A list of its own may have other columns, without a figure among their names.
    const isOther = filled.length > 2 && filled.every((value) => /^[^\d@]{2,40}$/.test(value));
    if (known < 3 || !isOther && known * 5 < filled.length * 4) return false;
    const fields = values.map((value) => value.length < 100 ? matchHeader(value) : undefined);
    if (!fields.some((match) => match?.field === "email" && match.how === "name")) return false;
    this.#places = places;
    return true;
  }

  /** Below the names of columns: the questions of a survey, what its program calls them, types. */
  #isBelowHeader(values: string[], filled: string[], email: number): boolean {
    if (filled.every((value) => IMPORT_ID.test(value))) return true;
    const keys = values.map(headerKey);
    const same = keys.filter((key, place) => key && key === this.#keys[place]).length;
    const atEmail = values[email]?.trim() ?? "";
    if (atEmail) {
      const match = atEmail.length < 100 ? matchHeader(atEmail) : undefined;
      const own = this.#keys[email] ?? "";
      const isNamed = own.length > 3 && headerKey(atEmail).includes(own);
      return same * 2 >= filled.length || isNamed ||
        match?.field === "email" && match.how === "name" ||
        filled.length > 2 && filled.every((value) => COLUMN_KIND.test(value));
    }
    return filled.every((value) => /^\D+$/.test(value)) &&
      !this.#personal.some((place) => values[place]?.trim());
  }

  /** Below a header with another order its values are put into that of the first. */
  #placed(row: TableRow): TableRow {
    const places = this.#places;
    if (!places) return row;
    const values: string[] = this.#keys.map(() => "");
    row.values.forEach((value, place) => {
      const at = places[place] ?? -1;
      if (at >= 0) values[at] = value;
      else if (value.trim()) values.push(value);
    });
    return { ...row, values };
  }

  /** Figures below columns that say nothing of a person, or what is called their sum. */
  #isSum(values: string[], filled: string[]): boolean {
    if (!this.#personal.length || this.#personal.some((place) => values[place]?.trim())) {
      return false;
    }
    return filled.every((value) => NO_WORDS.test(value)) || filled.some((value) => SUM.test(value));
  }

  /** A few words where names are: a person without an address. */
  #mayBeName(values: string[], filled: string[]): boolean {
    return this.#personal.some((place) => values[place]?.trim()) &&
      filled.every((value) => /^[\p{L}\p{M}'’. -]+$/u.test(value) && value.split(" ").length < 4);
  }

  /** The line behind a row. */
  #lineBehind({ line, values }: TableRow): number {
    let breaks = 0;
    for (const value of this.isSheet ? [] : values) {
      for (let at = value.indexOf("\n"); at >= 0; at = value.indexOf("\n", at + 1)) breaks++;
    }
    return line + 1 + breaks;
  }

  #leaveOut({ line, values }: TableRow, why: NoPerson): void {
    this.leftOutCount++;
    if (this.leftOut.length >= TOLD_ROWS) return;
    const text = filledIn(values.slice(0, NAMED_CELLS)).join(", ").replace(/\s+/g, " ");
    this.leftOut.push({ line, why, text: text.slice(0, TOLD_CHARS) });
  }
}

/** A line that parts others. */
const RULE = /^\s*[-=_+:*~|.]+\s*$/;
/** The title of a group within a report, with how many there are. */
const GROUP =
  /^[^@]*\((?:\d+ )?(?:records?|rows?|items?|members?|contacts?|people|datens[aä]tze?|einträge|lignes?|registros?)(?: ?[:=] ?\d+)?\)\s*$/i;
/** Qualtrics names its columns so below their questions. */
const IMPORT_ID = /^\{\s*"ImportId"/i;
/** What a column takes. */
const COLUMN_KIND =
  /^\W*(?:required|optional|mandatory|pflicht(?:feld)?|obligatoire|facultatif|text|string|e-?mail|number|integer|date|boolean|(?:var)?char(?:\(\d+\))?|open-ended response|response)\W*$/i;

/** How programs end a list: its rows counted, and who owns or made it. */
const ENDING = new RegExp(
  "^[\\s*\\-–—=#\"'(\\[]*(?:" + [
    "(?:grand |sub-?|record |row )?(?:total|totals|count|sum)\\b|(?:average|mean|median|durchschnitt|moyenne|promedio|media)\\b",
    "(?:gesamt|summe|zwischensumme|anzahl|insgesamt|total[ei]?|totaal|somme|suma|soma|razem|celkem)\\b",
    "итого|всего|合計|合计|总计|總計|総計|小計|小计|합계",
    "(?:number|no\\.?) of ",
    "\\d[\\d.,\\s]*(?:records?|rows?|contacts?|entries|results|members|subscribers|people|items)\\b",
    "\\d[\\d.,\\s]*(?:datensätze|einträge|zeilen|kontakte|lignes|contactos|registros|righe|rijen)",
    "(?:showing|page|seite|página|pagina) \\d",
    "©|ⓒ|\\(c\\)|copyright\\b|all rights reserved|alle rechte|tous droits",
    "confidential\\b|vertraulich\\b|confidentiel\\b|confidencial\\b",
    "(?:report )?(?:generated|exported|created|printed|produced|downloaded|run)(?: (?:by|on|at|from|with|date)\\b|:)",
    "(?:erstellt|exportiert|gedruckt|erzeugt|stand)(?: (?:am|von|mit)\\b|:)",
    "(?:généré|exporté|imprimé|créé) (?:le|par)\\b|(?:generado|exportado|impreso) (?:el|por)\\b",
    "(?:end of|e\\s?n\\s?d\\s+o\\s?f|ende (?:der|des)|fin (?:de|du)|fine) ",
    "(?:source|quelle|disclaimer|filters?|filtered by|sorted by)\\b[^,]*:?",
  ].join("|") + ")",
  "i",
);
/** The head of a page, as reports repeat it. */
const NUMBERED_PAGE =
  /\s(?:page|seite|página|pagina|pag|blad|side|strona|strana|sayfa|стр)\W*\d+\s*$/i;
/** What stands beside sums. */
const SUM =
  /^\W*(?:(?:grand|sub)[ -]?)?(?:totals?|sum|summe|gesamt|insgesamt|totaal|somme|suma|soma|totale|razem|celkem|итого|всего|合計|合计|总计)\W*$/i;
/** Numbers, dates, percentages, sums of money. */
const NO_WORDS = /^[^\p{L}]*$/u;

/** Whether a row is like what stands behind the last person. */
function seemsEnd(
  filled: string[],
  { width, isApart, isAtAddress }: { width: number; isApart: boolean; isAtAddress: boolean },
): boolean {
  if (isAtAddress) return false;
  const [first = ""] = filled;
  if (filled.length === 1) {
    if (width === 1) return ENDING.test(first) && /[\d:©]|\S\s+\S/.test(first);
    // A sentence, or what is told apart; one word beside nothing may be a name.
    if (isApart && !isAddress(first)) return true;
    return (ENDING.test(first) || NUMBERED_PAGE.test(first)) &&
      (!isAddress(first) || /\s\S+\s/.test(first));
  }
  const isEnding = ENDING.test(first) && !filled.some((value) => isAddress(value));
  return isEnding && filled.every((value) => NO_WORDS.test(value) || ENDING.test(value));
}
