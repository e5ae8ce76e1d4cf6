/** Rows and headers that do not fit each other, and characters that nobody typed on purpose. */
import type { Shape } from "./shape.ts";
import { csv, encoded, joined } from "./write.ts";

const HEADER = "email,first name,last name";

export const oddRows: Shape[] = [
  {
    name: "a row too short for the header",
    file: `${HEADER},company\nann@example.com,Ann,Lee\nbob@example.com,Bob,Ray,Acme\n`,
    expect: {
      total: 2,
      warnings: { ROW_TOO_SHORT: 1 },
      rows: {
        2: { data: { first_name: "Ann" }, warnings: ["ROW_TOO_SHORT"] },
        3: { data: { company: "Acme" }, warnings: [] },
      },
    },
  },
  {
    name: "a row too long for the header keeps the surplus under its own keys",
    file: `${HEADER}\nann@example.com,Ann,Lee,what,now\nbob@example.com,Bob,Ray\n`,
    expect: {
      total: 2,
      warnings: { ROW_TOO_LONG: 1 },
      rows: {
        2: { data: { column_4: "what", column_5: "now" }, warnings: ["ROW_TOO_LONG"] },
        3: { warnings: [] },
      },
      contacts: [
        { email: "ann@example.com", extra: { column_4: "what", column_5: "now" } },
        { email: "bob@example.com", extra: {} },
      ],
    },
  },
  {
    name: "headers that are there twice and three times",
    file: `${HEADER},Notes,notes,Notes\nann@example.com,Ann,Lee,one,two,three\n`,
    expect: {
      total: 1,
      rows: { 2: { data: { Notes: "one", notes: "two", "Notes (2)": "three" } } },
    },
  },
  {
    name: "the e-mail column twice, the first one of it counts",
    file: "email,email,first name,last name\nann@example.com,lee@example.com,Ann,Lee\n",
    expect: { total: 1, rows: { 2: { email: "ann@example.com", data: { first_name: "Ann" } } } },
  },
  {
    name: "headers without a name",
    file: `email,,first name,last name,\nann@example.com,x,Ann,Lee,y\n`,
    expect: {
      total: 1,
      warnings: "any",
      rows: { 2: { data: { first_name: "Ann", column_2: "x", column_5: "y" } } },
    },
  },
  {
    name: "headers that are words of the language it is written in",
    file: "email,first name,last name,__proto__,constructor,toString\n" +
      "ann@example.com,Ann,Lee,p,c,t\n",
    expect: {
      total: 1,
      rows: { 2: { data: JSON.parse('{"__proto__":"p","constructor":"c","toString":"t"}') } },
      contacts: [{
        extra: JSON.parse('{"__proto__":"p","constructor":"c","toString":"t"}'),
      }],
    },
  },
  {
    name: "headers with spaces and a no-break space around them",
    file: ' email , First\u00a0Name ,"  last name  "\nann@example.com,Ann,Lee\n',
    expect: { total: 1, rows: { 2: { data: { first_name: "Ann", last_name: "Lee" } } } },
  },
  {
    name: "a few NULs inside of values",
    file: joined(`${HEADER}\nann@example.com,A`, [0], `nn,Lee\nbob@example.com,Bob,R`, [0], "ay\n"),
    expect: {
      total: 2,
      warnings: "any",
      rows: { 2: { data: { first_name: "Ann" } }, 3: { data: { last_name: "Ray" } } },
    },
  },
  {
    name: "half of an emoji in UTF-16",
    file: joined(
      [0xff, 0xfe],
      [...encoded(`${HEADER},note\nann@example.com,Ann,Lee,`, "utf-16le")],
      [0x3d, 0xd8],
      [...encoded("!\n", "utf-16le")],
    ),
    expect: {
      job: { encoding: "utf-16le" },
      total: 1,
      warnings: "any",
      rows: { 2: { data: { email: "ann@example.com", last_name: "Lee" } } },
    },
  },
  {
    name: "surrogates as three bytes each (CESU-8)",
    file: joined(`${HEADER}\nann@example.com,Ann`, [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80], `,Lee\n`),
    expect: {
      total: 1,
      warnings: "any",
      rows: { 2: { email: "ann@example.com", data: { last_name: "Lee" } } },
    },
  },
  {
    name: "U+FFFE and U+FFFF inside of values",
    file: `${HEADER}\nann@example.com,A\ufffenn,Lee\uffff\n`,
    expect: {
      total: 1,
      warnings: { CHARACTERS_REMOVED: 1 },
      rows: { 2: { data: { first_name: "Ann", last_name: "Lee" } } },
    },
  },
  {
    name: "zero-width and no-break spaces around addresses",
    file: `${HEADER}\n\u00a0ann@example.com\u200b,Ann,Lee\n\ufeffbob@example.com\u2060,Bob,Ray\n` +
      "\u3000cyd@example.com\u00ad,Cyd,Fox\n",
    expect: {
      total: 3,
      warnings: "any",
      rows: {
        2: { email: "ann@example.com", problems: [] },
        3: { email: "bob@example.com", problems: [] },
        4: { email: "cyd@example.com", problems: [] },
      },
      contacts: [
        { email: "ann@example.com" },
        { email: "bob@example.com" },
        { email: "cyd@example.com" },
      ],
    },
  },
  {
    name: "a zero-width space inside of an address",
    file: `${HEADER}\nann\u200b@exam\u200dple.com,Ann,Lee\n`,
    expect: { total: 1, warnings: "any", rows: { 2: { email: "ann@example.com", problems: [] } } },
  },
  {
    name: "names of spaces only are missing",
    file: `${HEADER}\nann@example.com,\u00a0,\u200b \n`,
    expect: {
      total: 1,
      warnings: "any",
      rows: { 2: { problems: ["MISSING_FIRST_NAME", "MISSING_LAST_NAME"] } },
      issues: { MISSING_FIRST_NAME: 1, MISSING_LAST_NAME: 1 },
    },
  },
  {
    name: "columns that nobody knows go through to the list",
    file: csv([
      ["email", "first name", "last name", "Favourite colour", "Größe", "=1+1"],
      ["ann@example.com", "Ann", "Lee", "red, blue", "L", "=2+2"],
    ]),
    expect: {
      total: 1,
      contacts: [{
        email: "ann@example.com",
        extra: { "Favourite colour": "red, blue", Größe: "L", "=1+1": "=2+2" },
      }],
    },
  },
  {
    name: "a thousand rows, the last one as good as the first",
    file: csv([
      ["email", "first name", "last name"],
      ...Array.from({ length: 1_000 }, (_, i) => [`p${i}@example.com`, `First ${i}`, `Last ${i}`]),
    ]),
    expect: { total: 1_000, rows: { 2: { data: { first_name: "First 0" } } } },
  },
];
