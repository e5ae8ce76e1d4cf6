/** Tables that few programs write: other delimiters, single quotes, columns that only spaces part. */
import type { ExpectedContact, Shape } from "./shape.ts";
import { encoded } from "./write.ts";

const ann = { email: "ann@example.org", first_name: "Ann", last_name: "Lee" };
const bob = { email: "bob@example.org", first_name: "Bob", last_name: "Ray" };
const cyd = { email: "cyd@example.org", first_name: "Cyd", last_name: "Fox" };

const read = (contacts: ExpectedContact[], rest: Partial<Shape["expect"]> = {}) => ({
  expect: { total: contacts.length, contacts, ...rest },
});

const delimiters: Shape[] = [
  {
    name: "carets between values, as hospitals and old databases write them",
    filename: "PATIENTS.TXT",
    file: "ID^LNAME^FNAME^EMAIL^PHONE\r\n1^Lee^Ann^ann@example.org^+44 20 7946 0018\r\n" +
      "2^Ray^Bob^bob@example.org^\r\n",
    ...read([{ ...ann, phone: "+442079460018" }, bob], { job: { delimiter: "^" } }),
  },
  {
    name: "tildes between values in quotes, with commas in them",
    file: '"id"~"last_name"~"first_name"~"email"~"town"\n"1"~"Lee"~"Ann"~"ann@example.org"~' +
      '"Cork, Ireland"\n"2"~"Ray"~"Bob"~"bob@example.org"~""\n',
    ...read([{ ...ann, extra: { id: "1", town: "Cork, Ireland" } }, bob], {
      job: { delimiter: "~" },
    }),
  },
  {
    name: "colons between values",
    file: "email:first:last\nann@example.org:Ann:Lee\nbob@example.org:Bob:Ray\n",
    ...read([ann, bob], { job: { delimiter: ":" } }),
  },
];

const singleQuotes: Shape[] = [
  {
    name: "single quotes around values, commas within, backslashes before apostrophes",
    file: "'id','email','first_name','last_name','town'\n" +
      "'1','ann@example.org','Ann','O\\'Hara','Cork, Ireland'\n" +
      "'2','bob@example.org','Bob','Ray','Galway'\n",
    ...read([
      { ...ann, last_name: "O'Hara", extra: { id: "1", town: "Cork, Ireland" } },
      bob,
    ], { warnings: "any" }),
  },
  {
    name: "single quotes around values, doubled within, and semicolons",
    file: "'email';'vorname';'nachname';'firma'\r\n" +
      "'ann@example.org';'Ann';'O''Hara';'Lee; Söhne'\r\n'bob@example.org';'Bob';'Ray';''\r\n",
    ...read([{ ...ann, last_name: "O'Hara", company: "Lee; Söhne" }, bob]),
  },
  {
    name: "single quotes around texts only, as databases write rows",
    file: "id,'email','first_name','last_name'\n1,'ann@example.org','Ann','Lee'\n" +
      "2,'bob@example.org','Bob','Ray'\n3,'cyd@example.org','Cyd','Fox'\n",
    ...read([ann, bob, cyd]),
  },
];

const strayQuotes: Shape[] = [
  {
    name: "a quoted word and an unclosed quote would swallow rows: each line is a row",
    file: 'email,first_name,last_name,company\nann@example.org,Ann,Lee,"Acme" Ltd\n' +
      'bob@example.org,Bob,Ray,"Bits & Bobs\ncyd@example.org,Cyd,Fox,"Good, Co"\n',
    ...read([
      { ...ann, company: '"Acme" Ltd' },
      { ...bob, company: '"Bits & Bobs' },
      { ...cyd, company: "Good, Co" },
    ], { warnings: { ROW_READ_TO_FIT: 2 } }),
  },
  {
    name: "inches behind a quote, and quotes a hundred rows on",
    file: "email;first_name;last_name;note\n" + 'ann@example.org;Ann;Lee;"12" screen\n' +
      Array.from({ length: 98 }, (_, i) => `p${i}@example.org;P;Q${i};plain\n`).join("") +
      'bob@example.org;Bob;Ray;"a; b"\n',
    expect: {
      total: 100,
      warnings: { ROW_READ_TO_FIT: 1 },
      rows: { 2: { data: { note: '"12" screen' } }, 101: { data: { note: "a; b" } } },
    },
  },
  {
    name: "quotes within quotes over two lines are one value as before",
    file: 'email,first_name,last_name,note\nann@example.org,Ann,Lee,"He said "hi" to\nme"\n' +
      "bob@example.org,Bob,Ray,\n",
    ...read([{ ...ann, extra: { note: 'He said "hi" to\nme' } }, bob]),
  },
];

const wrapped: Shape[] = [
  {
    name: "every row in quotes as one cell",
    file: '"Email,First Name,Last Name,Company"\r\n' +
      '"ann@example.org,Ann,Lee,""Acme, Inc."""\r\n"bob@example.org,Bob,Ray,"\r\n',
    ...read([{ ...ann, company: "Acme, Inc." }, bob]),
  },
  {
    name: "rows with quotes of their own in quotes as one cell, as a spreadsheet saves them",
    file: "Email,First Name,Last Name,Company\r\nann@example.org,Ann,Lee,Acme\r\n" +
      '"bob@example.org,Bob,Ray,""Beta, Inc."""\r\n"cyd@example.org,Cyd,Fox,""G ""the"" 3rd"""\r\n',
    ...read([ann, { ...bob, company: "Beta, Inc." }, { ...cyd, company: 'G "the" 3rd' }]),
  },
  {
    name: "every row in quotes as one cell, semicolons in it",
    file: '"Vorname;Nachname;E-Mail"\n"Ann;Lee;ann@example.org"\n"Bob;Ray;bob@example.org"\n',
    ...read([ann, bob]),
  },
];

const fixed: Shape[] = [
  {
    name: "columns of one width under dashes, as databases print them",
    filename: "people.txt",
    file: "id          email                first_name last_name     \r\n" +
      "----------- -------------------- ---------- --------------\r\n" +
      "          1 ann@example.org      Ann        Lee           \r\n" +
      "          2 bob@example.org      Bob        van der Berg  \r\n\r\n(2 rows affected)\r\n",
    ...read([ann, { ...bob, last_name: "van der Berg" }], { warnings: { LINES_LEFT_OUT: 2 } }),
  },
  {
    name: "a mainframe's report: titles and headers on each page, and its end",
    filename: "LISTING.TXT",
    file: "  11/29/25  10:22:01       CUSTOMER LISTING                             PAGE    1\n\n" +
      "  CUST     LAST NAME       FIRST NAME   E-MAIL ADDRESS        PHONE NUMBER\n  NUMBER\n" +
      "  000,101  O'HARA          ANN          ANN@EXAMPLE.ORG       +1 212-736-5000\n" +
      "  000,102  VAN DER BERG    BOB          BOB@EXAMPLE.ORG\n" +
      "  11/29/25  10:22:01       CUSTOMER LISTING                             PAGE    2\n\n" +
      "  CUST     LAST NAME       FIRST NAME   E-MAIL ADDRESS        PHONE NUMBER\n  NUMBER\n" +
      "  000,103  FOX             CYD          CYD@EXAMPLE.ORG\n",
    ...read([
      { ...ann, first_name: "ANN", last_name: "O'HARA", phone: "+12127365000" },
      { ...bob, first_name: "BOB", last_name: "VAN DER BERG" },
      { ...cyd, first_name: "CYD", last_name: "FOX" },
    ], { warnings: { LINES_LEFT_OUT: 4 } }),
  },
  {
    name: "columns of one width without dashes, in Windows-1252",
    filename: "liste.txt",
    file: encoded(
      "Nachname      Vorname     E-Mail                Ort\r\n" +
        "Müller        Jürgen      jm@example.org        Köln\r\n" +
        "van der Groß  Änne        ag@example.org\r\n",
      "windows-1252",
    ),
    ...read([
      { email: "jm@example.org", first_name: "Jürgen", last_name: "Müller" },
      { email: "ag@example.org", first_name: "Änne", last_name: "van der Groß" },
    ]),
  },
];

export const rareDialects: Shape[] = [
  ...[delimiters, singleQuotes, strayQuotes, wrapped, fixed].flat(),
];
