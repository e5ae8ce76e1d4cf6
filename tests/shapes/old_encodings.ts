/** Text of old Macs, of MS-DOS, of few letters, of letters that come late, and UTF-8 with a flaw. */
import type { Expected, Shape } from "./shape.ts";
import { csv, encoded, joined } from "./write.ts";

type Person = [first_name: string, last_name: string, company: string];

const german: Person[] = [
  ["Jürgen", "Müller", "Bäckerei Größer"],
  ["Käthe", "Schäfer", "Möbel Höfner"],
  ["Björn", "Weiß", "Süßwaren"],
];
const french: Person[] = [["François", "Lefèvre", "Société Générale"], ["Chloé", "Noël", "Café"]];
const spanish: Person[] = [["José", "Muñoz", "Compañía"], ["María", "Núñez", "España"]];

const czech: Person[] = [["Jiří", "Dvořák", "Hradčany"], ["Žofie", "Nováčková", "Říčany"]];
const polish: Person[] = [["Łukasz", "Wójcik", "Spółka"], ["Małgorzata", "Gęś", "Żółw"]];
const hungarian: Person[] = [["Győző", "Kovács", "Kőbánya"], ["Erzsébet", "Szűcs", "Üllő"]];

const HEADER = ["email", "first name", "last name", "company"];
const table = (people: Person[]) =>
  csv([HEADER, ...people.map((person, i) => [`p${i + 1}@example.com`, ...person])]);

function expected(people: Person[], encoding: string[]): Expected {
  return {
    job: { encoding },
    total: people.length,
    rows: Object.fromEntries(people.map(([first_name, last_name, company], i) => {
      return [i + 2, { data: { first_name, last_name, company } }];
    })),
  };
}

/** @param as the names by which these bytes are the same text */
const written = (name: string, people: Person[], encoding: string, as: string[]): Shape => ({
  name,
  file: encoded(table(people), encoding),
  expect: expected(people, as),
});

const DOS = ["ibm850", "ibm437"];
const plain = Array.from({ length: 900 }, (_, i): Person => ["Ann", `Lee ${i}`, "Acme"]);
const umlaut: Person = ["Jürgen", "Müller", "Bäckerei"];

export const oldEncodings: Shape[] = [
  written("Mac Roman, German, found out", german, "macroman", ["macintosh"]),
  written("Mac Roman, French, found out", french, "macroman", ["macintosh"]),
  written("Mac Roman, Spanish, found out", spanish, "macroman", ["macintosh"]),
  written("MS-DOS page 850, German", german, "cp850", DOS),
  written("MS-DOS page 437, French", french, "cp437", DOS),
  written("MS-DOS page 850, Spanish", spanish, "cp850", DOS),
  written("MS-DOS page 852, Czech", czech, "cp852", ["ibm852"]),
  written("MS-DOS page 852, Polish", polish, "cp852", ["ibm852"]),
  written("MS-DOS page 852, Hungarian", hungarian, "cp852", ["ibm852"]),
  written("MS-DOS page 850, in capitals", [["JÜRGEN", "MÜLLER", "BÄR"]], "cp850", DOS),
  written("one e with an accent in Windows-1252", [["René", "Dupont", "Acme"]], "windows-1252", [
    "windows-1252",
  ]),
  written("one row in Shift_JIS", [["太郎", "田中", "東京商事"]], "shift_jis", ["shift_jis"]),
  written("one row in Shift_JIS, in kana", [["いちろう", "すずき", "カタカナ"]], "shift_jis", [
    "shift_jis",
  ]),
  written("one row in EUC-JP", [["太郎", "田中", "東京商事"]], "euc-jp", ["euc-jp"]),
  ...["windows-1252", "macroman", "cp850"].map((encoding): Shape => ({
    name: `the first accent behind 900 rows, in ${encoding}`,
    file: encoded(table([...plain, umlaut]), encoding),
    expect: {
      total: 901,
      rows: { 902: { data: { first_name: "Jürgen", last_name: "Müller", company: "Bäckerei" } } },
    },
  })),
  {
    name: "MS-DOS page 850, as the person says",
    file: encoded(table(german), "cp850"),
    form: { encoding: "cp850" },
    expect: expected(german, ["ibm850"]),
  },
  {
    name: "UTF-8 with one row of Latin-1",
    file: joined(table([...german, ...french]), "x@example.com,Ren", [0xe9], ",Dupont,Acme\r\n"),
    expect: {
      job: { encoding: "utf-8" },
      total: 6,
      rows: {
        2: { data: { first_name: "Jürgen", company: "Bäckerei Größer" } },
        6: { data: { first_name: "Chloé" } },
        7: { data: { last_name: "Dupont" } },
      },
    },
  },
  {
    name: "UTF-8 of four letters beyond ASCII, and one stray byte",
    file: joined(table([["Zoë", "Kühn", "Bär"], ["José", "Lee", "x"]]), "y@x.org,Ann,Lee,", [0xfc]),
    expect: {
      job: { encoding: "utf-8" },
      total: 3,
      rows: { 2: { data: { first_name: "Zoë", last_name: "Kühn" } } },
    },
  },
];
