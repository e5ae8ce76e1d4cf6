/**
 * The one rule by which texts are compared in a search, as SQL: without regard to case (Unicode's
 * simple case folding, one character by another whatever the database's language), and by code
 * points. What shows nothing at both ends counts as `trimText` says it, whose characters are counted
 * here, so that Postgres has no rule of its own.
 */
import { hasInvisible, trimText } from "@rollcall/contacts";
import type { Sql } from "@rollcall/event-store";
import type { PendingQuery, Row } from "postgres";

type Fragment = PendingQuery<Row[]>;

/** All that `trimText` takes away; U+FFFE and U+FFFF, which nothing stores, left out. */
export const UNSEEN = Array.from({ length: 0xfffe }, (_, code) => String.fromCharCode(code))
  .filter((character) => trimText(character) === "").join("");

/** Of these the ones that are no spaces. */
export const INVISIBLE_CHARACTERS = [...UNSEEN].filter((character) => hasInvisible(character))
  .join("");

/** A text that a person looks for, as texts are stored: in NFC. */
export const lookedFor = (text: string): string => text.normalize("NFC");

export class TextSql {
  constructor(readonly sql: Sql) {}

  /** In the form in which two texts are compared. */
  folded(text: Fragment): Fragment {
    return this.sql`casefold((${text}) collate "pg_c_utf8")`;
  }

  /** Without what shows nothing at both ends. */
  trimmed(text: Fragment): Fragment {
    return this.sql`btrim(${text}, ${UNSEEN})`;
  }

  /**
   * A column's values in the form by which they are sorted, and by which a text is the same as
   * another. Few begin or end with anything but what ASCII prints, and trimming costs more than to
   * look.
   */
  compared(column: string): Fragment {
    const { sql } = this;
    const text = sql`${sql(column)}`;
    return sql`case when ${this.#isPlain(text)} then ${this.folded(text)}
      else ${this.folded(this.trimmed(text))} end`;
  }

  /** The same as `trimmed`, for many texts. */
  trimmedIfNeeded(text: Fragment): Fragment {
    return this.sql`case when ${this.#isPlain(text)} then ${text} else ${this.trimmed(text)} end`;
  }

  #isPlain(text: Fragment): Fragment {
    return this
      .sql`ascii(${text}) between 33 and 126 and ascii(right(${text}, 1)) between 33 and 126`;
  }

  is(text: Fragment, words: string): Fragment {
    const { sql } = this;
    const same = this.folded(sql`${lookedFor(trimText(words))}::text`);
    return sql`(strpos(${this.folded(text)}, ${same}) > 0
      and ${this.folded(this.trimmed(text))} = ${same})`;
  }

  /** @param words as `lookedFor` gives them */
  contains(text: Fragment, words: string): Fragment {
    return this.sql`strpos(${this.folded(text)}, ${this.folded(this.sql`${words}::text`)}) > 0`;
  }

  isEmpty(text: Fragment): Fragment {
    return this.sql`case when ascii(${text}) between 33 and 126 then false
      else ${this.trimmed(text)} = '' end`;
  }
}
