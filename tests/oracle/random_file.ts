/**
 * Files of every shape that people upload, determined by their random source: clean ones, ones with
 * issues, ones that are no lists of contacts; small and of several batches; with other delimiters,
 * line ends, quotes, columns and headers.
 */
import type { Asked, UploadedFile } from "./uploaded_file.ts";
import type { Random } from "./random.ts";

export type FileKind = "clean" | "issues" | "unreadable";

export interface FileWish {
  kind: FileKind;
  /** data rows */
  rows: number;
}

export function randomFile(random: Random, { kind, rows }: FileWish): UploadedFile {
  const name = `${kind}-${rows}-${random.int(1, 9_999)}.csv`;
  const asked = randomAsked(random);
  if (kind === "unreadable") return { name, ...unreadable(random, rows), asked };
  const people = new People(random);
  const asks = kind === "issues";
  const lines = Array.from({ length: rows }, () => people.next(asks));
  // A column that is there and empty, as of a form that nobody filled in.
  if (asks && random.chance(0.1)) { for (const line of lines) line.last = ""; }
  const names = asks && random.chance(0.3) ? unknownNames(random, header(random)) : header(random);
  return { name, bytes: bytesOf(write(random, names, lines)), asked };
}

function randomAsked(random: Random): Asked {
  return {
    region: random.pick([null, null, "DE", "US"]),
    foldGmail: random.chance(0.4),
    samePerson: random.chance(0.3) ? "ask" : "first",
  };
}

type Person = Record<"email" | "first" | "last" | "company" | "phone" | "note", string>;

/** People one after another, some of whom came before. */
class People {
  readonly #sofar: Person[] = [];
  #count = 0;

  constructor(readonly random: Random) {}

  next(withQuestions: boolean): Person {
    const { random } = this;
    const person = this.#plain();
    if (this.#sofar.length && random.chance(0.1)) {
      // The last one again: so that more than two have one address, some of them the same person.
      const before = random.chance(0.4) ? this.#sofar.at(-1)! : random.pick(this.#sofar);
      const email = random.pick([
        ...[before.email, before.email.toUpperCase(), ` ${before.email} `],
        sameMailbox(random, before.email),
      ]);
      Object.assign(person, before, { email, note: random.pick(["came again", "", before.note]) });
      // The same person says more, less or something else the second time.
      if (random.chance(0.5)) person.phone = random.pick(["", phone(random), person.phone]);
      // Somebody else at the same address is an issue, the same person is none.
      if (withQuestions && random.chance(0.6)) person.first = random.pick(FIRST);
    }
    if (withQuestions) this.#spoil(person);
    this.#sofar.push(person);
    return person;
  }

  #plain(): Person {
    const { random } = this;
    const [first, last] = [random.pick(FIRST), random.pick(LAST)];
    return {
      email: `person${++this.#count}@${random.pick(HOSTS)}`,
      first,
      last,
      company: random.pick(COMPANIES),
      phone: random.chance(0.2) ? "" : phone(random),
      note: random.pick(NOTES),
    };
  }

  #spoil(person: Person): void {
    const { random } = this;
    const fault = random.next();
    if (fault < 0.04) person.email = random.pick(["", "  "]);
    else if (fault < 0.08) person.email = random.pick(["nobody", "a@@b.org", "x y@b.org", "n@b"]);
    else if (fault < 0.11) person.first = "";
    else if (fault < 0.14) person.last = " ";
    else if (fault < 0.15) Object.assign(person, { email: "", first: "", last: "" });
    // A mistyped address, whose suggestion another row may have.
    else if (fault < 0.19) person.email = `${random.pick(["ann", "bob"])}@gmial.com`;
    else if (fault < 0.21) person.email = random.pick(["ann@gmail.com", "bob@gmail,com"]);
  }
}

/** One that Gmail delivers as it does this; any other address as it is. */
function sameMailbox(random: Random, email: string): string {
  const [, name = "", host] = /^(.+)@(gmail|googlemail)\.com$/i.exec(email) ?? [];
  if (host === undefined) return email;
  const at = random.int(1, name.length);
  const dotted = `${name.slice(0, at)}.${name.slice(at)}`.replace(/\.$/, "");
  return `${dotted}${random.pick(["", "+news"])}@${random.pick(["gmail.com", "googlemail.com"])}`;
}

/** With its country, or as it is written in one of two. */
function phone(random: Random): string {
  const national = random.int(100_000, 999_999);
  return random.pick([
    `+49 30 ${national}`,
    `030 ${national}`,
    `(212) 55${national % 10}-01${national % 90 + 10}`,
  ]);
}

function unreadable(random: Random, rows: number): Pick<UploadedFile, "bytes"> {
  const people = new People(random);
  const lines = Array.from({ length: rows }, () => people.next(true));
  const text = write(random, header(random), lines);
  switch (random.int(1, 5)) {
    case 1:
      return { bytes: bytesOf(text.replace(/^[^\r\n]*/, "Name,Town,Street")) };
    case 2:
      return { bytes: bytesOf("E-Mail,First Name,Last Name\r\n") };
    case 3:
      return { bytes: bytesOf(",,\r\n,,\r\n") };
    case 4:
      return { bytes: bytesOf(`${text}"never closed`) };
    default:
      return { bytes: new Uint8Array([...bytesOf(text), 0xff, 0xfe, 0x0a]) };
  }
}

interface Header {
  names: string[];
  cells: (keyof Person)[];
}

function header(random: Random): Header {
  const known = [
    { cell: "email", names: ["Email", "E-Mail Address", "email"] },
    { cell: "first", names: ["First Name", "Vorname", "given name"] },
    { cell: "last", names: ["Last Name", "Surname", "last_name"] },
    { cell: "company", names: ["Company", "Organisation"] },
    { cell: "phone", names: ["Phone", "Mobile"] },
    { cell: "note", names: ["Favourite colour", "Notes", ""] },
  ] as const;
  const columns = random.shuffled(known);
  return {
    names: columns.map(({ names }) => random.pick(names)),
    cells: columns.map(({ cell }) => cell),
  };
}

/** Under these headers nobody finds a name; now and then the column is not there at all. */
export const UNKNOWN_NAMES = { first: "Called", last: "Family" } as const;

function unknownNames(random: Random, { names, cells }: Header): Header {
  const hidden = random.pick([["first"], ["last"], ["first", "last"]] as const) as string[];
  const isGone = random.chance(0.2);
  const kept = cells.map((cell, i) => ({ cell, name: names[i]! })).flatMap(({ cell, name }) => {
    if ((cell !== "first" && cell !== "last") || !hidden.includes(cell)) return [{ cell, name }];
    return isGone ? [] : [{ cell, name: UNKNOWN_NAMES[cell] }];
  });
  return { names: kept.map(({ name }) => name), cells: kept.map(({ cell }) => cell) };
}

function write(random: Random, { names, cells }: Header, people: Person[]): string {
  const delimiter = random.pick([",", ",", ";", "\t"]);
  const lineEnd = random.pick(["\n", "\r\n"]);
  const surplus = random.chance(0.15);
  const quoted = (text: string) =>
    /["\r\n,;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const line = (values: string[]) => values.map(quoted).join(delimiter) + lineEnd;
  const rows = people.map((person, i) => {
    const values = cells.map((cell) => person[cell]);
    // A value beyond the header is a column that the file has from there on.
    if (surplus && i === people.length >> 1) values.push("beyond the header");
    return line(values) + (random.chance(0.01) ? lineEnd : "");
  });
  return (random.chance(0.3) ? "\ufeff" : "") + line(names) + rows.join("");
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

const FIRST = ["Ann", "Björn", "Chloé", "Dan", "Zoë", "美咲", "Grace", "O'Neil"];
const LAST = ["Lee", "Ray", "Müller", "Dvořák", "van den Berg", "田中"];
const HOSTS = ["example.com", "Example.ORG", "bücher.example", "mail.example.net", "gmail.com"];
const COMPANIES = ["Acme", "Contoso, Ltd.", 'The "Corner" Shop', "", "株式会社"];
const NOTES = ["", "red", "blue", "two\nlines", '=HYPERLINK("x")', "a; b, c"];
