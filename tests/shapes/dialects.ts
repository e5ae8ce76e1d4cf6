/** Delimiters, line ends, quotes, blank lines, and what stands above the header. */
import type { Expected, Shape } from "./shape.ts";
import { csv, encoded } from "./write.ts";

const people = [
  ["email", "first name", "last name", "company"],
  ["ann@example.com", "Ann", "Lee", "Acme, Inc."],
  ["bob@example.com", "Bob", "Ray", "Contoso"],
];

/** Ann on her line and Bob on his. */
function both(ann: number, bob: number, job: Expected["job"] = {}): Expected {
  return {
    job,
    total: 2,
    rows: {
      [ann]: { data: { email: "ann@example.com", last_name: "Lee", company: "Acme, Inc." } },
      [bob]: { data: { email: "bob@example.com", last_name: "Ray", company: "Contoso" } },
    },
  };
}

const delimiters: [name: string, delimiter: string, lineEnd: string][] = [
  ["commas and LF", ",", "\n"],
  ["commas and CRLF", ",", "\r\n"],
  ["semicolons and CRLF, as Excel writes them in Europe", ";", "\r\n"],
  ["tabs and LF", "\t", "\n"],
  ["pipes and LF", "|", "\n"],
  ["commas and lone CRs, as an old Mac writes them", ",", "\r"],
  ["semicolons and lone CRs", ";", "\r"],
];

/** LinkedIn's own words, as it puts them above its header. */
const linkedInNotes = 'Notes:\n"When exporting your connection data, you may notice that some of ' +
  "the email addresses are missing. You will only see email addresses for connections who have " +
  "allowed their connections to see or download their email address using this setting " +
  "https://www.linkedin.com/psettings/privacy/email. You can learn more here " +
  'https://www.linkedin.com/help/linkedin/answer/261"\n\n';

export const dialects: Shape[] = [
  ...delimiters.map(([name, delimiter, lineEnd]) => ({
    name,
    file: csv(people, { delimiter, lineEnd }),
    expect: both(2, 3, { delimiter, header_row: 1 }),
  })),
  {
    name: "line ends of two kinds in one file",
    file:
      "email,first name,last name\r\na@example.com,A,B\nc@example.com,C,D\r\ne@example.com,E,F\n",
    expect: {
      total: 3,
      rows: {
        2: { data: { email: "a@example.com", last_name: "B" } },
        3: { data: { email: "c@example.com", last_name: "D" } },
        4: { data: { email: "e@example.com", last_name: "F" } },
      },
    },
  },
  {
    name: "no line end behind the last row",
    file: csv(people).replace(/\r\n$/, ""),
    expect: both(2, 3),
  },
  {
    name: "quotes around every value",
    file: csv(people, { quoteAll: true }),
    expect: both(2, 3, { mapping: { email: "email", company: "company" } }),
  },
  {
    name: "Excel, German, semicolons, Windows-1252, sep= line",
    file: encoded(`sep=;\r\n${csv(people, { delimiter: ";" })}`, "windows-1252"),
    expect: both(3, 4, { delimiter: ";", header_row: 2 }),
  },
  {
    name: "sep= line that names a pipe, in a file with more commas than pipes",
    file: 'sep=|\nemail|first name|last name|remark\nann@example.com|Ann|Lee|"a,b,c,d,e"\n',
    expect: {
      job: { delimiter: "|", header_row: 2 },
      total: 1,
      rows: { 3: { data: { remark: "a,b,c,d,e" } } },
    },
  },
  {
    name: "sep= line in UTF-16 with tabs",
    file: encoded(`sep=\t\r\n${csv(people, { delimiter: "\t" })}`, "utf-16le", true),
    expect: both(3, 4, { delimiter: "\t", encoding: "utf-16le" }),
  },
  {
    name: "quoted quotes, delimiters and line breaks; rows are counted by lines of the file",
    file: "email,first name,last name,note\r\n" +
      'ann@example.com,Ann,Lee,"said ""hi"", then\r\nleft; see\r\nbelow"\r\n' +
      'bob@example.com,Bob,Ray,"a\nb"\r\n' +
      "cyd@example.com,Cyd,Fox,plain\r\n",
    expect: {
      total: 3,
      rows: {
        2: { data: { note: 'said "hi", then\r\nleft; see\r\nbelow' } },
        5: { data: { email: "bob@example.com", note: "a\nb" } },
        7: { data: { email: "cyd@example.com", note: "plain" } },
      },
    },
  },
  {
    name: "a line break in a quoted header",
    file: 'email,first name,last name,"Favourite\ncolour"\nann@example.com,Ann,Lee,red\n',
    expect: { total: 1, rows: { 3: { data: { email: "ann@example.com", last_name: "Lee" } } } },
  },
  {
    name: "quotes in the middle of values that have none around them",
    file: 'email,first name,last name,note\nann@example.com,Ann "Annie",Lee,5" disk\n',
    expect: {
      total: 1,
      rows: { 2: { data: { first_name: 'Ann "Annie"', last_name: "Lee", note: '5" disk' } } },
    },
  },
  {
    name: "commas inside of values of a semicolon file",
    file: csv([
      ["email", "first name", "last name", "address", "amount"],
      ["ann@example.com", "Ann", "Lee", "1 Main St, Dublin, Ireland", "1,50"],
      ["bob@example.com", "Bob", "Ray", "2 High St, Cork, Ireland", "12,00"],
    ], { delimiter: ";" }),
    expect: {
      job: { delimiter: ";" },
      total: 2,
      rows: { 3: { data: { address: "2 High St, Cork, Ireland", amount: "12,00" } } },
    },
  },
  {
    name: "blank lines before, between and behind the rows",
    file:
      "\n\nemail,first name,last name\n\nann@example.com,Ann,Lee\n\n  \nbob@example.com,Bob,Ray\n\n\n",
    expect: {
      job: { header_row: 3 },
      total: 2,
      rows: { 5: { data: { first_name: "Ann" } }, 8: { data: { first_name: "Bob" } } },
    },
  },
  {
    name: "rows of nothing but delimiters, as spreadsheets leave them",
    file: "email,first name,last name\n,,\nann@example.com,Ann,Lee\n,,\n",
    expect: { total: 1, rows: { 3: { data: { first_name: "Ann" } } } },
  },
  {
    name: "a delimiter at the end of every line",
    file: "email,first name,last name,\nann@example.com,Ann,Lee,\nbob@example.com,Bob,Ray,\n",
    expect: { total: 2, rows: { 3: { data: { last_name: "Ray" } } } },
  },
  {
    name: "LinkedIn's notes above the header",
    file: linkedInNotes + csv([
      ["First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"],
      [
        "Ann",
        "Lee",
        "https://www.linkedin.com/in/ann",
        "ann@example.com",
        "Acme",
        "CEO",
        "1 Mar 2026",
      ],
      [
        "Bob",
        "Ray",
        "https://www.linkedin.com/in/bob",
        "bob@example.com",
        "Contoso",
        "",
        "2 Mar 2026",
      ],
    ], { lineEnd: "\n" }),
    filename: "Connections.csv",
    expect: {
      job: {
        header_row: 4,
        mapping: { email: "Email Address", company: "Company", job_title: "Position" },
      },
      total: 2,
      rows: {
        5: { data: { email: "ann@example.com", "Connected On": "1 Mar 2026" } },
        6: { data: { email: "bob@example.com", URL: "https://www.linkedin.com/in/bob" } },
      },
    },
  },
  {
    name: "a title, a date and a blank line above the header",
    file: "Customer list,,\nas of 1 March 2026,,\n\nE-Mail,First Name,Last Name\n" +
      "ann@example.com,Ann,Lee\nbob@example.com,Bob,Ray\n",
    expect: {
      job: { header_row: 4, mapping: { email: "E-Mail" } },
      total: 2,
      rows: { 5: { data: { first_name: "Ann" } } },
    },
  },
  {
    name: "a header line that the person names",
    file: "email,first name,last name\nold,names,here\nemail,last name,first name\n" +
      "ann@example.com,Lee,Ann\n",
    form: { header_row: "3" },
    expect: {
      job: { header_row: 3 },
      total: 1,
      rows: { 4: { data: { first_name: "Ann", last_name: "Lee" } } },
    },
  },
  {
    name: "a delimiter that the person names",
    file: "email,x|first name,y|last name,z\nann@example.com|Ann|Lee\n",
    form: { delimiter: "|", mapping: '{"email":"email,x"}' },
    expect: {
      job: { delimiter: "|" },
      total: 1,
      rows: { 2: { data: { email: "ann@example.com" } } },
    },
  },
  {
    name: "tabs, named by the word",
    file: csv(people, { delimiter: "\t" }),
    form: { delimiter: "tab" },
    expect: both(2, 3, { delimiter: "\t" }),
  },
  {
    name: "one column of addresses",
    file: "email\nann@example.com\nbob@example.com\n",
    expect: {
      total: 2,
      rows: { 3: { email: "bob@example.com" } },
      issues: { MISSING_FIRST_NAME: 1, MISSING_LAST_NAME: 1 },
    },
  },
];
