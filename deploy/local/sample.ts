/**
 * Generates the sample file of `make demo`: contacts as a sales team would export them, with every
 * type of issue and the oddities that must not cause trouble. The output is deterministic and
 * committed beside this file; to change it, change this and run
 *
 *     deno run --allow-write=deploy/local deploy/local/sample.ts
 */

/** What the file contains, for checking the result. */
export interface SampleCounts {
  rows: number;
  issues: Record<string, number>;
  /** Addresses on several rows of the same person: no issue, one contact. */
  samePersonGroups: number;
}

interface Person {
  first: string;
  last: string;
  email: string;
  phone: string;
  company: string;
  title: string;
  notes: string;
  tier: string;
}

/** The text of the file (UTF-8, CRLF as Excel writes it) and what is in it. */
export function sampleContacts(): { text: string; counts: SampleCounts } {
  const random = generator(20_260);
  const pick = <T>(list: readonly T[]): T => {
    const found = list[Math.floor(random() * list.length)];
    if (found === undefined) throw new Error("nothing to pick from");
    return found;
  };
  let serial = 0;
  const person = (change: Partial<Person> = {}): Person => {
    const first = change.first?.trim() || pick(firstNames);
    const last = change.last?.trim() || pick(lastNames);
    const host = pick(hosts);
    serial++;
    return {
      first,
      last,
      email: `${plain(first)}.${plain(last)}${serial}@${host}`,
      phone: `+${pick(["44 20", "49 30", "1 415", "33 1", "81 3"])} ${digits(4)} ${digits(4)}`,
      company: pick(companies),
      title: pick(titles),
      notes: random() < 0.3 ? pick(notes) : "",
      tier: pick(["A", "B", "C"]),
      ...change,
    };
  };
  const digits = (count: number) =>
    Array.from({ length: count }, () => Math.floor(random() * 10)).join("");
  const times = (count: number, make: (index: number) => Person[]) =>
    Array.from({ length: count }, (_, index) => make(index)).flat();

  const samePerson = times(6, () => {
    const one = person();
    return [one, { ...one, email: one.email.toUpperCase(), notes: "listed twice" }];
  });
  const colleagues = times(8, (index) => {
    const one = person();
    const sharing = [one, person({ email: one.email, company: one.company })];
    return index < 2 ? [...sharing, person({ email: ` ${one.email} ` })] : sharing;
  });
  const rows = [
    ...times(240, () => [person()]),
    ...samePerson,
    ...colleagues,
    ...times(6, (index) => [person({ email: index % 2 ? "" : "   " })]),
    ...wrongAddresses.map((email) => person({ email })),
    ...times(4, () => [person({ first: "" })]),
    ...times(3, () => [person({ last: " " })]),
    person({ first: "", last: "" }),
  ];
  shuffle(rows, random);
  return {
    text: [HEADER, ...rows.map(line)].join("\r\n") + "\r\n",
    counts: {
      rows: rows.length,
      issues: {
        MISSING_EMAIL: 6,
        INVALID_EMAIL_FORMAT: wrongAddresses.length,
        MISSING_FIRST_NAME: 5,
        MISSING_LAST_NAME: 4,
        DUPLICATE_EMAIL: 8,
      },
      samePersonGroups: 6,
    },
  };
}

const HEADER = "First Name,Last Name,Email,Phone,Company,Job Title,Notes,Loyalty Tier";

function line(row: Person): string {
  const { first, last, email, phone, company, title, notes, tier } = row;
  return [first, last, email, phone, company, title, notes, tier].map(quoted).join(",");
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function plain(name: string): string {
  const letters = name.normalize("NFD").toLowerCase().replace(/[^a-z]/g, "");
  return letters || "contact";
}

/** mulberry32: small, and the same numbers everywhere. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffle(rows: Person[], random: () => number): void {
  for (let index = rows.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    const [one, two] = [rows[index], rows[other]];
    if (one && two) [rows[index], rows[other]] = [two, one];
  }
}

const wrongAddresses = [
  "anna.lindqvist@",
  "@northwind.example",
  "omar.haddad.example.com",
  "grace@@example.org",
  "two words@example.com",
  "li.wei@example..com",
  "n/a",
];

const firstNames =
  "Amelia Anaïs Arjun Björn Chloé Daniel Elif Fatima François Giulia Grace Hiroshi Ingrid Jürgen Kwame Lars Leïla Łukasz Marta Nuño Olga Priya Renée Samuel Siobhán Søren Thabo Wei Zoë Дмитрий 美咲"
    .split(" ");

const lastNames =
  "Adeyemi Andersson Brown Dvořák Fernández-Vega García Haddad Ivanova Johansson Kowalski Lindqvist MacDonald Martínez Müller Nguyen O'Brien Okafor Østergaard Patel Rossi Sánchez Schmidt Smith Tanaka Taylor Thompson Walker Wang Иванова 田中"
    .split(" ");

const hosts = ["example.com", "example.org", "mail.example.net", "sales.example.co.uk"];

const companies = [
  "Northwind Traders",
  "Contoso, Ltd.",
  "Bäckerei Müller & Söhne",
  'The "Corner" Shop',
  "Fabrikam",
  "Société Générale d'Exemples",
  "Tailspin Toys, Inc.",
  "株式会社サンプル",
  "Wide World Importers",
  "Litware GmbH",
];

const titles = ["Buyer", "CEO", "Head of Sales", "Office Manager", "Engineer", "Founder, CTO", ""];

const notes = [
  "met at the trade fair",
  "prefers e-mail",
  'said "call me in May"',
  "renewal due, ask for Ms. Ortiz",
  "delivery address:\n12 Harbour Street\nDublin",
  '=HYPERLINK("http://example.com";"offer")',
  "café meeting, follow up",
];

if (import.meta.main) {
  const path = new URL("./sample-contacts.csv", import.meta.url);
  await Deno.writeTextFile(path, sampleContacts().text);
}
