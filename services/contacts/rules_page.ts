/**
 * The table of rules as people read it: docs/rules.md and the API's page show it, made of the same
 * rules that the code runs. `deno task rules:write` writes the page anew; a test holds it to the code.
 */
import { type Rule, rules } from "./rules.ts";

const PAGE = new URL("../../docs/rules.md", import.meta.url);

/** In Markdown. */
export function rulesTable(): string {
  const head = ["code", "severity", "asks", "what it says", "for example", "what helps"];
  const lines = [head, head.map(() => "---"), ...rules.map(cells)];
  return lines.map((line) => `| ${line.join(" | ")} |`).join("\n");
}

export function rulesPage(): string {
  return `# Rules

What Rollcall says about a row, in the order in which people see it. The table is made of
\`services/contacts/rules.ts\`, whose rules are pure functions of the row; \`deploy/local/deno task rules:write\`
writes it anew.

- **error:** the row is not valid. **warning:** it is.
- **asks:** an issue is opened about it, and the list waits for a person's answer. What does not ask
  is told with the row (\`warnings\`) and counted with the job (\`warning_counts\`).

${rulesTable()}

## What is asked once for the whole file

Where no column holds the first names, or the last names, that is a fact of the file and not of its
rows: one issue of the type is opened, with \`payload.scope\` "file", and the rows are valid without the
name. A full name that is split serves both. The same holds where the column is empty in every row of
more than 100. Three answers settle it:

- **keep:** all rows stay, without the name.
- **skip:** all rows are left out.
- **use_column:** a column of the file holds the name. Its values are used in every row; a row where it
  is empty is kept without.

While the question is open, rows of one address are compared by what there is; \`use_column\` compares
them anew, so that it can uncover duplicates. A file without e-mail addresses fails instead.

## What a value is compared and shown as

- **Text** is in Unicode's NFC, without NUL, U+FFFE and U+FFFF; half of a surrogate pair is U+FFFD.
  Spaces of all kinds and characters that do not show go at both ends.
- **E-mail addresses** are in lower case, without characters that do not show, their domain in ASCII
  by the URL Standard. Valid is what the
  [HTML Living Standard](https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address)
  takes, with a dot in the domain.
- **Suggestions** are made where one thing is obvious: for an invalid address that can be mended, as
  \`ann@example,com\`, and for a valid one whose domain is one slip of the hand away from a well-known
  one, as \`gmial.com\`, or ends in what is no top-level domain, as \`.con\`. Nothing is changed unless a
  person takes the suggestion.
- **Duplicates** are told by the normalised address. Where the upload asked for it, Gmail addresses
  that differ in dots, in \`+tags\` or in \`googlemail.com\` are one; no other provider is folded.
- **Phone numbers** are in E.164, by libphonenumber's tables, where they can be told: one that is
  written with + or 00 needs a length that its country has; one without is read as in the row's
  country, or the upload's region, and must be one that was given out there. Any other stays as it is
  written, and so does one with an extension.
`;
}

function cells({ code, severity, asks, sentence, example, help }: Rule): string[] {
  return [`\`${code}\``, severity, asks ? "yes" : "no", sentence, example, help];
}

if (import.meta.main) await Deno.writeTextFile(PAGE, rulesPage());
