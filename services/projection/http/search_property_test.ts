/** A search finds what the API shows: compared with an evaluation in JavaScript over its answers. */
import assert from "node:assert/strict";
import {
  checkRow,
  cleanText,
  contactFields,
  fieldReader,
  indexFields,
  trimText,
} from "@rollcall/contacts";
import { byKey, type Fact, type ParsedRow, valueAt, valuesOf } from "@rollcall/contracts";
import { Contact, RawRow } from "@rollcall/contracts/api";
import { newId } from "@rollcall/event-store";
import fc from "fast-check";
import { columns, fact, jobCreated, rowsParsed } from "../testing/events.ts";
import { happens, queryTest } from "../testing/query_test.ts";
import type { World } from "../testing/world.ts";

/** What is odd in a cell or in a search: for JSON, for SQL, for case, for normalisation, for the eye. */
const PIECES = [
  ...["a", "B", "b", "n", "u0001", "0", "1", "+49", "%", "_", "?", ":", "=", "'"],
  ...[
    "é",
    "É",
    "e\u0301",
    "\u0301",
    "İ",
    "I",
    "i",
    "ı",
    "\u212a",
    "k",
    "ſ",
    "S",
    "ß",
    "ẞ",
    "σ",
    "ς",
  ],
  ...[" ", "\u00a0", "\t", "\u2003", "\u3000", "\ufeff", "\u200b", "\u00ad", "\u0085", "\u2028"],
  ...[
    "\\",
    '"',
    "[",
    "]",
    ",",
    ", ",
    "{",
    "\n",
    "\r",
    "\x01",
    "\x1f",
    "\x7f",
    "😀",
    "𐐀",
    "𐐨",
    "\ue000",
  ],
];
const words = fc.array(fc.constantFrom(...PIECES), { maxLength: 3 }).map((parts) => parts.join(""));
const cell = words.map(cleanText);
const email = fc.oneof(
  cell,
  fc.constantFrom("Ann@Example.com ", "\u00a0", "bob@Bücher.example", "x\u200by@example.com"),
);
const phone = fc.oneof(cell, fc.constantFrom("030 1234567", "+49 30 1234567\u00a0", "\u3000"));
const row = fc.tuple(email, cell, cell, phone, cell, cell);
const edit = fc.record({
  email: fc.constantFrom("Zoë@Bücher.example", " ", "new@example.com"),
  company: cell,
  Notes: cell,
  Badge: cell,
}, { requiredKeys: [] });

// The first one brings a key that no column has.
const edits = fc.tuple(cell, fc.array(edit, { minLength: 1, maxLength: 3 })).map((
  [Badge, [first, ...others]],
) => [{ Badge, ...first }, ...others]);

const KEYS = [...contactFields, "Notes", "Badge"];
const condition = fc.oneof(
  fc.record({ key: fc.constantFrom(...KEYS), op: fc.constantFrom("is", "contains"), text: words }),
  fc.record({ key: fc.constantFrom(...KEYS), op: fc.constantFrom("empty", "filled") }),
) as fc.Arbitrary<{ key: string; op: "is" | "contains" | "empty" | "filled"; text?: string }>;
const search = fc.record({
  path: fc.constantFrom("rows", "contacts"),
  q: fc.option(words, { nil: "" }),
  conditions: fc.array(condition, { maxLength: 1 }),
  sort: fc.option(fc.record({ key: fc.constantFrom(...KEYS), down: fc.boolean() })),
  limit: fc.integer({ min: 1, max: 5 }),
});
type Search = typeof search extends fc.Arbitrary<infer Value> ? Value : never;

/** Something of a list, with all that is shown under its keys. */
interface Shown {
  id: number;
  under: (key: string) => string[];
  all: string[];
}

queryTest("a search finds what is shown, page by page each once", [], async (world) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 12 }),
      edits,
      fc.array(search, { minLength: 12, maxLength: 12 }),
      async (rows, edits, searches) => {
        const jobId = newId();
        await happens(world, jobOf(jobId, rows, edits.slice(0, rows.length)));
        const shown = {
          rows: (await all(world, `/jobs/${jobId}/rows?limit=5`, RawRow)).found.map(shownRow),
          contacts: (await all(world, `/jobs/${jobId}/contacts?limit=5`, Contact)).found
            .map(shownContact),
        };
        assert.equal(shown.rows.length, rows.length);
        assert.equal(shown.contacts.length, rows.length);
        for (const search of searches) {
          const { path } = search;
          if (path !== "rows" && path !== "contacts") throw new Error(path);
          const query = `/jobs/${jobId}/${path}?${queryOf(search)}`;
          const { found, total } = path === "rows"
            ? await all(world, query, RawRow.transform((row) => row.raw_row_id))
            : await all(world, query, Contact.transform((contact) => contact.id));
          const expected = evaluate(shown[path], search);
          assert.deepEqual(found, expected, query);
          if (isSearch(search)) assert.equal(total, expected.length, query);
        }
      },
    ),
    { numRuns: 15 },
  );
});

function jobOf(
  jobId: string,
  cells: string[][],
  edits: Record<string, string>[],
): Fact[] {
  const index = indexFields(columns);
  const rows = cells.map((values, i): ParsedRow => {
    const { email, problems, warnings, phone } = checkRow(fieldReader(values, index), "DE");
    return [i + 2, email, problems, values, { warnings, ...(phone && { phone }) }];
  });
  const totalRows = rows.length;
  return [
    jobCreated(jobId, "user-1", totalRows),
    fact("ParsingStarted", { jobId }),
    // In several chunks, which are searched in two halves.
    ...[0, 3, 6, 9].filter((from) => from < totalRows)
      .map((from) => rowsParsed(jobId, from + 1, rows.slice(from, from + 3))),
    fact("ParsingCompleted", {
      jobId,
      totalRows,
      validRows: 0,
      problemCounts: {},
      warningCounts: {},
    }, { columns }),
    fact("IssuesOpened", {
      jobId,
      issues: edits.map((_, i) => ({
        number: i + 1,
        type: "MISSING_EMAIL" as const,
        rowIds: [i + 1],
      })),
    }, { keys: edits.map((_, i) => `row-${i + 1}`) }),
    fact("DedupeCompleted", { jobId, issueCount: edits.length, repeatedRows: 0 }),
    fact("IssuesResolved", {
      jobId,
      rule: null,
      batchId: null,
      resolutions: edits.map((_, i) => ({ number: i + 1, action: "edit" })),
    }, {
      edits: edits.map((values, i) => ({ number: i + 1, rowId: i + 1, values: byKey(values) })),
    }),
    fact("JobFinalized", {
      jobId,
      listVersion: 1,
      contactCount: totalRows,
      mergedCount: 0,
      rowIds: totalRows === 1 ? "1" : `1-${totalRows}`,
      automatic: false,
    }),
  ];
}

interface Schema<Item> {
  parse(data: unknown): Item;
}

/** All pages, by their cursors; it gives up where they never end. */
async function all<Item>(world: World, path: string, schema: Schema<Item>) {
  const found: Item[] = [];
  let total = 0;
  let next: string | undefined = path;
  for (let pages = 0; next && pages < 30; pages++) {
    const response = await world.get(next);
    const answer: unknown[] = await response.json();
    assert.equal(response.status, 200, `${next} ${JSON.stringify(answer)}`);
    total = Number(response.headers.get("x-total-count"));
    found.push(...answer.map((item) => schema.parse(item)));
    next = /<(.*)>/.exec(response.headers.get("link") ?? "")?.[1];
  }
  return { found, total };
}

function shownRow(row: RawRow): Shown {
  const { data, normalized_email, normalized_phone } = row.now ?? row;
  const normalized: Record<string, string | null> = {
    email: normalized_email,
    phone: normalized_phone,
  };
  return {
    id: row.raw_row_id,
    under: (key) => [normalized[key] ?? "", valueAt(data, key)],
    all: [normalized_email ?? "", normalized_phone ?? "", ...valuesOf(data)],
  };
}

function shownContact({ id, extra, raw_row_id: _, ...fields }: Contact): Shown {
  return {
    id,
    under: (
      key,
    ) => [key in fields ? fields[key as keyof typeof fields] ?? "" : valueAt(extra, key)],
    all: [...Object.values(fields).map((value) => value ?? ""), ...valuesOf(extra)],
  };
}

const isSearch = ({ q, sort, conditions }: Search) => q !== "" || sort || conditions.length > 0;

function queryOf({ q, sort, conditions, limit }: Search): URLSearchParams {
  const query = new URLSearchParams({ limit: String(limit) });
  if (q) query.set("q", q);
  if (sort) query.set("sort", `${sort.down ? "-" : ""}${sort.key}`);
  for (const { key, op, text } of conditions) {
    query.append("filter", text === undefined ? `${key}:${op}` : `${key}:${op}:${text}`);
  }
  return query;
}

function evaluate(list: Shown[], { q, sort, conditions }: Search): number[] {
  const found = list.filter(({ under, all }) =>
    (q === "" || all.some((value) => contains(value, q))) &&
    conditions.every(({ key, op, text = "" }) => {
      if (op === "contains") return under(key).some((value) => contains(value, text));
      const looksForNone = op === "is" && compared(text) === "";
      if (op === "is" && !looksForNone) {
        return under(key).some((value) => compared(value) === compared(text));
      }
      return (compared(filledOf(under(key))) === "") === (op === "empty" || looksForNone);
    })
  );
  if (sort) {
    const value = ({ under }: Shown) => compared(filledOf(under(sort.key)));
    found.sort((a, b) => {
      const [one, other] = [value(a), value(b)];
      if (one === other) return a.id - b.id;
      if (one === "" || other === "") return one === "" ? 1 : -1;
      return byCodePoints(one, other) * (sort.down ? -1 : 1);
    });
  }
  return found.map(({ id }) => id);
}

const filledOf = (shown: string[]) => shown.find((value) => value !== "") ?? "";
const contains = (value: string, text: string) => fold(value).includes(fold(text));
const compared = (text: string) => fold(trimText(text.normalize("NFC")));
/** Unicode's simple case folding, by what a regular expression takes for the same character. */
const fold = (text: string) => [...text.normalize("NFC")].map(foldOne).join("");

function foldOne(character: string): string {
  const folded = character.toUpperCase().toLowerCase();
  const code = character.codePointAt(0)!.toString(16);
  return new RegExp(`^\\u{${code}}$`, "iu").test(folded) ? folded : simplest(character);
}

/** Of a character whose upper case is several, as of ẞ and ß. */
function simplest(character: string): string {
  const lower = character.toLowerCase();
  const code = character.codePointAt(0)!.toString(16);
  return new RegExp(`^\\u{${code}}$`, "iu").test(lower) ? lower : character;
}

function byCodePoints(one: string, other: string): number {
  const [a, b] = [[...one], [...other]];
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = a[i]!.codePointAt(0)! - b[i]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
