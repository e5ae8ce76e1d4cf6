/** Quotes and line ends as exporters write them: behind spaces, escaped, as formulas, joined files. */
import type { ExpectedRow, Shape } from "./shape.ts";

const named = (first_name: string, last_name: string): ExpectedRow => ({
  data: { first_name, last_name },
});

/** Three people by their lines, of a file that is read without a question. */
function people(lines: [number, number, number], header_row = 1): Shape["expect"] {
  return {
    job: { header_row },
    total: 3,
    rows: {
      [lines[0]]: named("Ann", "Lee"),
      [lines[1]]: named("Bob", "Ray"),
      [lines[2]]: named("Cyd", "Fox"),
    },
  };
}

const rows = [
  "email,first name,last name",
  "ann@example.com,Ann,Lee",
  "bob@example.com,Bob,Ray",
  "cyd@example.com,Cyd,Fox",
];

export const quotes: Shape[] = [
  {
    name: "quotes behind the spaces that follow commas, with commas in them",
    file: '"Email", "First Name", "Last Name", "Address"\r\n' +
      '"ann@example.com", "Ann", "Lee", "12 High St, Flat 2"\r\n' +
      '"bob@example.com", "Bob", "Ray, PhD", ""\r\n',
    expect: {
      job: { mapping: { last_name: "Last Name" } },
      total: 2,
      rows: {
        2: { data: { last_name: "Lee", Address: "12 High St, Flat 2" } },
        3: { data: { last_name: "Ray, PhD", Address: "" } },
      },
    },
  },
  {
    name: "quotes behind spaces and semicolons, a line break and doubled quotes in them",
    file: 'Email; "First Name"; "Last Name"; "Note"\n' +
      'ann@example.com; "Ann"; "Lee"; "one;\ntwo"\n' +
      'bob@example.com; "Bob ""Bobby"""; "Ray"; ""\n',
    expect: {
      total: 2,
      rows: {
        2: { data: { last_name: "Lee", Note: "one;\ntwo" } },
        4: { data: { first_name: 'Bob "Bobby"', last_name: "Ray" } },
      },
    },
  },
  {
    name: "one value in quotes behind a space, in a file without others",
    file: "email,first name,last name,address\nann@example.com,Ann,Lee,Cork\n" +
      'bob@example.com,Bob,Ray, "1 High St, Cork"\ncyd@example.com,Cyd,Fox, "Foxy" lane\n',
    expect: {
      total: 3,
      rows: {
        3: { data: { address: "1 High St, Cork" } },
        4: { data: { address: ' "Foxy" lane' } },
      },
    },
  },
  {
    name: "columns set to one width with spaces",
    file: "Email           ;First Name;Last Name;City  ;\n" +
      "ann@example.com ;Ann       ;Lee      ;Cork  ;\n" +
      "bob@example.com ;Bob       ;Ray      ;Galway;\n",
    expect: {
      total: 2,
      rows: { 2: { data: { email: "ann@example.com", first_name: "Ann", City: "Cork" } } },
    },
  },
  {
    name: "backslashes before quotes, as MySQL writes them",
    file: "email,first_name,nickname,last_name\n" +
      'bob@example.com,"Bob","Bob \\"Bobby\\"","Ray"\n' +
      'ann@example.com,"Ann","\\"Annie\\", the 2nd","Lee"\n',
    expect: {
      total: 2,
      warnings: { ROW_READ_TO_FIT: 2 },
      rows: {
        2: { data: { nickname: 'Bob "Bobby"', last_name: "Ray" } },
        3: { data: { nickname: '"Annie", the 2nd', last_name: "Lee" } },
      },
    },
  },
  {
    name: "a backslash that ends a value, where quotes are doubled",
    file: 'email,first_name,folder,last_name\nann@example.com,"Ann","C:\\Users\\","Lee"\n' +
      'bob@example.com,"Bob","D:\\","Ray"\ncyd@example.com,"Cyd","the ""old"" one","Fox"\n',
    expect: {
      total: 3,
      rows: {
        2: { data: { folder: "C:\\Users\\", last_name: "Lee" } },
        3: { data: { folder: "D:\\", last_name: "Ray" } },
        4: { data: { folder: 'the "old" one' } },
      },
    },
  },
  {
    name: "backslashes before quotes that come late, behind hundreds of plain rows",
    file: '"email","first_name","last_name","note"\n' +
      Array.from({ length: 900 }, (_, i) => `"p${i}@example.com","Ann","Lee ${i}","x"\n`)
        .join("") +
      '"bob@example.com","Bob \\"Bobby\\"","Ray","said \\"no\\", twice"\n',
    expect: {
      total: 901,
      warnings: { ROW_READ_TO_FIT: 1 },
      rows: { 902: { data: { last_name: "Ray", note: 'said "no", twice' } } },
    },
  },
  {
    name: "equals signs before quotes, by which spreadsheets keep zeros",
    file: "Email,First Name,Last Name,Phone,Postcode\r\n" +
      '="ann@example.com",="Ann",="Lee",="+44 20 7946 0018",="02134"\r\n' +
      'bob@example.com,Bob,Ray,,="1 High St, Cork"\r\n',
    expect: {
      total: 2,
      rows: {
        2: { phone: "+442079460018", data: { last_name: "Lee", Postcode: "02134" } },
        3: { data: { Postcode: "1 High St, Cork" } },
      },
    },
  },
  {
    name: "equals signs before quotes, saved in quotes once more",
    file: "Email;First Name;Last Name;Postcode\r\n" +
      '"=""ann@example.com""";"=""Ann""";"=""Lee""";"=""00501"""\r\n',
    expect: {
      total: 1,
      contacts: [{ email: "ann@example.com", last_name: "Lee", extra: { Postcode: "00501" } }],
    },
  },
];

export const lineEnds: Shape[] = [
  {
    name: "lone CRs, and one LF at the end",
    file: rows.join("\r") + "\r\n",
    expect: people([2, 3, 4]),
  },
  {
    name: "one column, lone CRs, and an LF behind the last row",
    file: "email\rann@example.com\rbob@example.com\n",
    expect: {
      total: 2,
      rows: { 2: { email: "ann@example.com" }, 3: { email: "bob@example.com" } },
      issues: { MISSING_FIRST_NAME: 1, MISSING_LAST_NAME: 1 },
    },
  },
  {
    name: "CR CR LF, as two conversions leave it",
    file: rows.join("\r\r\n") + "\r\r\n",
    expect: people([2, 3, 4]),
  },
  {
    name: "CR CR LF behind values in quotes",
    file: rows.map((row) => `"${row.replaceAll(",", '","')}"\r\r\n`).join(""),
    expect: people([2, 3, 4]),
  },
  {
    name: "a file with lone CRs pasted behind one with LFs",
    file: `${rows[0]}\n${rows[1]}\n${rows[2]}\r${rows[3]}\r`,
    expect: people([2, 3, 4]),
  },
  {
    name: "CRLFs, LFs and lone CRs in one file",
    file: `${rows[0]}\r\n${rows[1]}\r${rows[2]}\n${rows[3]}\r\n`,
    expect: people([2, 3, 4]),
  },
  {
    name: "lone CRs that come late, behind hundreds of rows with LFs",
    file: rows[0] + "\n" +
      Array.from({ length: 900 }, (_, i) => `p${i}@example.com,Ann,Lee ${i}\n`).join("") +
      "bob@example.com,Bob,Ray\rcyd@example.com,Cyd,Fox\r",
    expect: {
      total: 902,
      warnings: { ROW_READ_TO_FIT: 1 },
      rows: { 902: named("Bob", "Ray"), 903: named("Cyd", "Fox") },
    },
  },
  {
    name: "a lone CR within a value, in a file with LFs",
    file: "email,first name,last name,note\nann@example.com,Ann,Lee,one\rtwo\n" +
      "bob@example.com,Bob,Ray,\n",
    expect: { total: 2, rows: { 2: { data: { note: "one\rtwo" } } } },
  },
];
