/**
 * Renders the table of rules for docs/rules.md and the API's page, from the same rules that the
 * code runs. `deno task rules:write` regenerates the page; a test checks that it is current.
 */
import { type Rule, rules } from "./rules.ts";

const PAGE = new URL("../../docs/rules.md", import.meta.url);

/**
 * In Markdown.
 *
 * ```ts
 * assert.match(rulesTable(), /MISSING_EMAIL/);
 * ```
 */
export function rulesTable(): string {
  const head = ["code", "severity", "asks", "what it says", "for example", "what helps"];
  const lines = [head, head.map(() => "---"), ...rules.map(cells)];
  return lines.map((line) => `| ${line.join(" | ")} |`).join("\n");
}

export function rulesPage(): string {
  return `# Row rules

What Rollcall reports about a row, in the order of display. The table is generated from
\`domain/contacts/rules.ts\`, whose rules are pure functions of the row, by
\`deploy/local/deno task rules:write\`.

- **error:** the row is not valid. **warning:** it is.
- **asks:** an issue is opened, which must be resolved before the list is created. The others are
  warnings of the row (\`warnings\`), counted per job (\`warning_counts\`). DUPLICATE_DIFFERS is about
  several rows: they are listed in an issue that is resolved by default. If the upload chose to be
  asked, it is an open issue and not a warning.

${rulesTable()}

## Issues about the whole file

If no column holds the first names, or the last names, that is a fact about the file and not about its
rows: one issue of the type is opened, with \`payload.scope\` "file", and the rows are valid without the
name. A full name that is split serves both. The same holds where the column is empty in every row of
more than 100. Three answers resolve it:

- **keep:** all rows stay, without the name.
- **skip:** all rows are excluded.
- **use_column:** a column of the file holds the name. Its values are used in every row; a row where it
  is empty is kept without.

While the issue is open, rows of one address are compared without the name; \`use_column\` compares
them again, and may uncover duplicates. A file without e-mail addresses fails instead.

## How values are normalised and compared

- **Text** is in Unicode's NFC, without NUL, U+FFFE and U+FFFF; a lone surrogate becomes U+FFFD.
  Spaces of all kinds and invisible characters are trimmed at both ends. The values of columns that
  are not a field of a contact stay as the file has them.
- **E-mail addresses** are in lower case, without invisible characters, their domain in ASCII by the
  URL Standard. An address is valid if the
  [HTML Living Standard](https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address)
  accepts it, with a dot in the domain.
- **Suggestions** are made where one correction is obvious: for an invalid address such as
  \`ann@example,com\`, and for a valid one whose domain is one typing error away from a well-known one,
  such as \`gmial.com\`, or does not end in a top-level domain, such as \`.con\`. Nothing is changed
  unless a person takes the suggestion.
- **Duplicates** are recognised by the normalised address. If the upload asked for it, Gmail addresses
  that differ in dots, in \`+tags\` or in \`googlemail.com\` are one; no other provider is folded.
- **The same person** is named by two rows of one address whose first names, last names and companies
  are the same: names without regard to case and to how many spaces there are, companies by what
  they say, as values below, so that \`Acme Inc\` is \`ACME, inc.\` A row without a company does not name
  the person of a row with one, as in the program that this one replaces: that opens an issue.
- **Two values of one person are the same** where they differ only in case, spaces, and punctuation
  between or around words, as \`VIP - gold\` and \`vip gold.\` What can carry a meaning counts: digits and
  signs (\`+\`, \`#\`, \`%\`, \`&\`, \`*\`, \`@\` and currencies); punctuation that touches a digit or a sign, unless
  it ends a clause behind it; and a hyphen at only one side of a word. So \`-5\`, \`+5\` and \`5\` are three
  values, as are \`1.5\`, \`1,5\` and \`15\`, or \`A-\`, \`A+\` and \`A\`; \`Main St. 5,\` is \`main st 5\`. A text
  without letters and digits is compared as it is. Phone numbers are compared in E.164 where they are understood, otherwise
  by their digits; one with an extension or a word in it is compared as a text.
- **A decision about several people** is about all rows of each. Whichever row of a person is chosen,
  the others of the same person are merged into it and fill in its empty fields; other people are
  excluded. Merged rows fill in what the merge did not say, in their order. A person who is kept is
  one contact, as long as their rows do not differ; a row that does stays a contact of its own.
- **Phone numbers** are in E.164, by libphonenumber's tables, where they are understood: a number
  written with + or 00 needs a length that its country has; one without is read as a number of the
  row's country, or the upload's region, and must be valid there. Any other is kept as written, and
  so is one with an extension.
`;
}

function cells({ code, severity, asks, sentence, example, help }: Rule): string[] {
  return [`\`${code}\``, severity, asks ? "yes" : "no", sentence, example, help];
}

if (import.meta.main) await Deno.writeTextFile(PAGE, rulesPage());
