/**
 * What a row shows, as SQL over its cells (`row.cells`, see fold/rows.ts): of a row its values and the
 * normalised address and phone, of a contact its fields.
 */
import { type ChosenColumn, contactFields, isExtra, trimText } from "@rollcall/contacts";
import type { Sql } from "@rollcall/event-store";
import type { PendingQuery, Row } from "postgres";
import type { Condition } from "./search.ts";
import { lookedFor, TextSql } from "./text_sql.ts";

export type Fragment = PendingQuery<Row[]>;

/** What may stand in a phone number in E.164. */
const IN_PHONES = /^[+\d]+$/;

/** What of a JSON array of texts is none of these. */
const BETWEEN_TEXTS = /^[[\], ]+$/;
/**
 * How a text begins, or what it contains, if JSON may match it across an escape: `bob` in `\bob`,
 * `1x` in `\u0001x`, `"` after a text that ends with a backslash.
 */
// deno-lint-ignore no-control-regex
const NEAR_ESCAPES = /^[bfnrtu\da-e\\\0-\x1f]|"/i;

export class RowSql {
  readonly texts: TextSql;

  /**
   * @param keys of the values in a row's cells, in their order
   * @param chosen columns that decisions have named for a field
   * @param isContact whether rows are shown as contacts of a list
   */
  constructor(
    readonly sql: Sql,
    readonly keys: readonly string[],
    readonly chosen: readonly ChosenColumn[],
    readonly isContact: boolean,
  ) {
    this.texts = new TextSql(sql);
  }

  /** A value as it is kept; empty where the row has none. */
  valueOf(key: string): Fragment {
    const { sql, keys } = this;
    // Postgres would count a place below 0 from the end.
    const at = (name: string) =>
      keys.includes(name) ? sql`row.cells -> 3 ->> ${keys.indexOf(name)}::int` : sql`null`;
    // Only an edited row has something in the place of a field that a column was named for.
    const named = this.chosen.find(({ field }) => field === key);
    return sql`coalesce(${at(key)}, ${named ? at(named.key) : sql`null`}, '')`;
  }

  /** By what a key is sorted, and whether it is empty: the first of what is shown that there is. */
  sortedBy(key: string): Fragment {
    const [first, other] = this.#shown(key);
    return other ? this.sql`coalesce(nullif(${first!}, ''), ${other})` : first!;
  }

  isEmpty(key: string): Fragment {
    return this.texts.isEmpty(this.sortedBy(key));
  }

  /**
   * What a contact shows under a key: a field without spaces around it.
   * @param text as sortedBy gives it
   */
  shown(key: string, text: Fragment): Fragment {
    return isExtra(key) ? text : this.texts.trimmedIfNeeded(text);
  }

  /** Whether what is shown under a key is as a condition says. */
  holds(condition: Extract<Condition, { on: "value" }>): Fragment {
    const { key } = condition;
    switch (condition.op) {
      case "is":
        if (trimText(condition.text) === "") return this.isEmpty(key);
        return this.any(this.#shown(key).map((text) => this.texts.is(text, condition.text)));
      case "contains":
        return this.#contains(key, lookedFor(condition.text));
      case "empty":
        return this.isEmpty(key);
      case "filled":
        return this.sql`not ${this.isEmpty(key)}`;
    }
  }

  /**
   * Whether any value that is shown contains the words. The JSON of all values is searched for the
   * words as JSON writes them, which finds every match. Where that may find more, the values are
   * searched one by one.
   * @param words as `lookedFor` gives them
   */
  anywhere(words: string): Fragment {
    const { sql, texts, keys } = this;
    const written = JSON.stringify(words).slice(1, -1);
    const phone = sql`coalesce(row.cells -> 4 ->> 'phone', '')`;
    const normalized = [
      texts.contains(sql`coalesce(row.cells ->> 1, '')`, words),
      ...IN_PHONES.test(words) ? [texts.contains(phone, words)] : [],
    ];
    const inAll = texts.contains(sql`row.cells ->> 3`, written);
    if (!this.isContact) {
      return this.any([
        ...normalized,
        sql`(${inAll} and ${this.#inJson(words, sql`row.cells -> 3`)})`,
      ]);
    }
    // A contact shows neither the address and the phone as they were read, nor some columns.
    const isHidden = (key: string) =>
      key === "email" || key === "phone" || !isExtra(key) && !isField(key);
    const hidden = keys.flatMap((key, place) => isHidden(key) ? [place] : []);
    const left = hidden.reduceRight(
      (rest, place) => sql`${rest} - ${place}::int`,
      sql`(row.cells -> 3)`,
    );
    const inLeft = sql`(${texts.contains(sql`(${left})::text`, written)} and ${
      this.#inJson(words, left)
    })`;
    const isShown = [this.#contains("email", words), this.#contains("phone", words), inLeft];
    return sql`(${this.any([inAll, ...normalized])} and ${this.any(isShown)})`;
  }

  any(parts: Fragment[]): Fragment {
    const { sql } = this;
    return sql`(${this.joined(parts, sql`or`, sql`false`)})`;
  }

  all(parts: Fragment[]): Fragment {
    const { sql } = this;
    return this.joined(parts, sql`and`, sql`true`);
  }

  joined(parts: Fragment[], word: Fragment, none: Fragment): Fragment {
    const [first, ...others] = parts;
    return first ? others.reduce((sum, part) => this.sql`${sum} ${word} ${part}`, first) : none;
  }

  /**
   * What is shown under a key: of a row's address and phone, the normalised one and what was read. A
   * contact's fields are shown without spaces around them, which counts for `contains` alone.
   */
  #shown(key: string): Fragment[] {
    const { sql, isContact } = this;
    const value = this.valueOf(key);
    if (key === "email") {
      const email = sql`coalesce(row.cells ->> 1, '')`;
      return isContact ? [email] : [email, value];
    }
    if (key === "phone") {
      const phone = sql`row.cells -> 4 ->> 'phone'`;
      return isContact ? [sql`coalesce(${phone}, ${value})`] : [sql`coalesce(${phone}, '')`, value];
    }
    return [value];
  }

  #contains(key: string, words: string): Fragment {
    const { texts } = this;
    const isTrimmed = this.isContact && !isExtra(key) && trimText(words) !== words;
    return this.any(
      this.#shown(key).map((text) => texts.contains(isTrimmed ? texts.trimmed(text) : text, words)),
    );
  }

  /** Whether what was found in this JSON is in a value, and that value is shown as it is kept. */
  #inJson(words: string, json: Fragment): Fragment {
    const isOdd = BETWEEN_TEXTS.test(words) || this.isContact && trimText(words) !== words;
    if (isOdd) return this.#valueByValue(words);
    if (!NEAR_ESCAPES.test(words)) return this.sql`true`;
    return this.sql`(strpos((${json})::text, '\\') = 0 or ${this.#valueByValue(words)})`;
  }

  #valueByValue(words: string): Fragment {
    const { keys } = this;
    if (!this.isContact) return this.#inValues(words, keys.map((_, i) => i + 1));
    const extras = keys.flatMap((key, i) => isExtra(key) ? [i + 1] : []);
    return this.any([
      ...contactFields.map((field) => this.#contains(field, words)),
      this.#inValues(words, extras),
    ]);
  }

  /** @param places of the values that count, from 1 on */
  #inValues(words: string, places: number[]): Fragment {
    const { sql, texts } = this;
    return sql`exists (
      select from jsonb_array_elements_text(row.cells -> 3) with ordinality as v (value, place)
       where v.place = any(${places}::int[]) and ${texts.contains(sql`v.value`, words)})`;
  }
}

const isField = (key: string): boolean => (contactFields as readonly string[]).includes(key);
