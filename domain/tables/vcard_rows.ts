/**
 * vCards as a table, of versions 2.1, 3.0 and 4.0 as phones and address books export them: names,
 * addresses, phones, company and title under plain headers, what else there is under its own name.
 * Pictures and keys are left out.
 */
import { splitName } from "@rollcall/contacts";
import { decoderOf } from "./dos_pages.ts";
import { encodingOf } from "./encoding.ts";
import { ObjectRows, type ObjectTable } from "./object_rows.ts";
import { UnreadableFile } from "./unreadable_file.ts";
import type { WorkBudget } from "./work_budget.ts";

export const seemsVcard = (text: string) => /^\ufeff?\s*BEGIN:VCARD[ \t]*[\r\n]/i.test(text);

/** Columns that come first, whatever the first card has. */
const HEADERS = ["First name", "Last name", "Email", "Phone", "Company", "Job title"];
const LEFT_OUT = new Set(
  "BEGIN END VERSION KIND PHOTO LOGO SOUND KEY PRODID REV UID CLIENTPIDMAP SOURCE AGENT SORT-STRING MAILER X-MS-OL-DESIGN X-MS-CARDPICTURE"
    .split(" "),
);
const NAMES = new Map(Object.entries({
  NICKNAME: "Nickname",
  BDAY: "Birthday",
  NOTE: "Notes",
  URL: "Website",
  CATEGORIES: "Categories",
  ROLE: "Role",
  ANNIVERSARY: "Anniversary",
  GENDER: "Gender",
  IMPP: "Messenger",
}));

/** @throws UnreadableFile where it has no card with anything in it */
export function vcardTable(text: string, budget: WorkBudget): ObjectTable {
  const rows = new ObjectRows(budget);
  rows.add(HEADERS.map((header) => [header, ""] as const));
  let card: Card | undefined;
  for (const line of unfolded(text)) {
    const property = readProperty(line);
    if (!property) continue;
    if (property.name === "BEGIN") card = new Card();
    else if (property.name === "END") {
      if (card) {
        rows.add(card.isGroup ? [] : [...card.values()].filter(([, value]) => value !== ""));
      }
      card = undefined;
    } else card?.add(property);
  }
  const table = rows.table();
  // The row that only named the columns is none.
  const counted = table.rows.map(({ line, values }) => ({ line: line - 1, values }));
  if (counted.length) return { ...table, rows: counted };
  throw new UnreadableFile("NO_ROWS", "The file holds no vCard with anything in it.");
}

interface Property {
  name: string;
  types: Set<string>;
  /** 1 is the most preferred */
  rank: number;
  value: string;
}

class Card {
  /** whether it only lists other cards */
  isGroup = false;
  readonly #values = new Map<string, string>();
  #name: string[] = [];
  #full = "";
  readonly #emails: Ranked[] = [];
  readonly #phones: Ranked[] = [];

  add({ name, types, rank, value }: Property): void {
    switch (name) {
      case "KIND":
      case "X-ADDRESSBOOKSERVER-KIND":
        this.isGroup = value.trim().toLowerCase() === "group";
        break;
      case "N":
        this.#name = parts(value);
        break;
      case "FN":
        this.#full ||= unescaped(value);
        break;
      case "EMAIL":
        this.#emails.push({ rank, text: unescaped(value).replace(/^mailto:/i, "") });
        break;
      case "TEL":
        if (!types.has("FAX") && !types.has("PAGER")) {
          this.#phones.push({ rank, text: unescaped(value).replace(/^tel:/i, "") });
        } else this.#put("Fax", unescaped(value));
        break;
      case "ORG":
        this.#put("Company", parts(value)[0] ?? "");
        this.#put("Department", parts(value).slice(1).filter(Boolean).join(", "));
        break;
      case "TITLE":
        this.#put("Job title", unescaped(value));
        break;
      case "ADR":
        this.#putAddress(parts(value));
        break;
      default:
        if (!LEFT_OUT.has(name) && !name.startsWith("X-AB")) {
          this.#put(NAMES.get(name) ?? name.replace(/^X-/, "").toLowerCase(), unescaped(value));
        }
    }
  }

  *values(): Generator<[string, string]> {
    const [last = "", first = "", middle = "", prefix = "", suffix = ""] = this.#name;
    const isNamed = first !== "" || last !== "";
    const company = this.#values.get("Company") ?? "";
    // A card without the parts of a name has it in one piece, unless it is a company's.
    const whole = isNamed || this.#full === company ? "" : this.#full;
    const split = splitName(whole);
    yield ["First name", isNamed ? first : split.first_name];
    yield ["Last name", isNamed ? last : split.last_name];
    yield* numbered("Email", this.#emails);
    yield* numbered("Phone", this.#phones);
    yield ["Company", company];
    yield ["Job title", this.#values.get("Job title") ?? ""];
    yield ["Middle name", middle];
    yield ["Name prefix", prefix];
    yield ["Name suffix", suffix];
    for (const [key, value] of this.#values) if (!HEADERS.includes(key)) yield [key, value];
  }

  #put(key: string, value: string): void {
    const text = value.trim();
    if (!text) return;
    const before = this.#values.get(key);
    this.#values.set(key, before === undefined ? text : `${before}; ${text}`);
  }

  #putAddress(
    [, more = "", street = "", city = "", region = "", code = "", country = ""]: string[],
  ) {
    if (this.#values.has("Street") || this.#values.has("City")) return;
    this.#put("Street", [street, more].filter(Boolean).join(", "));
    this.#put("City", city);
    this.#put("Region", region);
    this.#put("Postal code", code);
    this.#put("Country", country);
  }
}

interface Ranked {
  rank: number;
  text: string;
}

/** Of a property that nobody prefers. */
const LAST_RANK = 101;

/** The preferred one first; each once. */
function* numbered(header: string, all: Ranked[]): Generator<[string, string]> {
  const sorted = all.toSorted((a, b) => a.rank - b.rank);
  const texts = [...new Set(sorted.map(({ text }) => text.trim()).filter(Boolean))];
  for (const [at, text] of texts.entries()) yield [at ? `${header} ${at + 1}` : header, text];
}

/** Lines as they were before they were folded: by a space in front, or `=` at the end (2.1). */
function* unfolded(text: string): Generator<string> {
  // Joined once at the end: looking at the end of a text that grows would copy all of it each time.
  let pieces: string[] = [];
  let isQuoted = false;
  for (const line of text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/)) {
    const last = pieces.at(-1);
    if (last !== undefined && isQuoted && last.endsWith("=")) {
      pieces[pieces.length - 1] = last.slice(0, -1);
      pieces.push(line);
      continue;
    }
    if (last !== undefined && /^[ \t]/.test(line)) {
      pieces.push(line.slice(1));
      continue;
    }
    if (last !== undefined) yield pieces.join("");
    pieces = [line];
    isQuoted = /^[^:]*QUOTED-PRINTABLE/i.test(line);
  }
  if (pieces.length) yield pieces.join("");
}

/** `item1.EMAIL;TYPE=INTERNET,pref;CHARSET=…:value` */
function readProperty(line: string): Property | undefined {
  const match = /^(?:[\w-]+\.)?([A-Za-z][\w-]*)((?:;(?:[^:;"]|"[^"]*")*)*):([\s\S]*)$/.exec(line);
  if (!match) return undefined;
  const [, name = "", settings = "", raw = ""] = match;
  const types = new Set<string>();
  let isQuoted = false, charset = "utf-8", rank = LAST_RANK;
  for (const setting of settings.split(";").filter(Boolean)) {
    const [key = "", text = ""] = setting.includes("=")
      ? setting.split(/=(.*)/s)
      : ["TYPE", setting];
    const said = text.replaceAll('"', "").toUpperCase();
    if (key.toUpperCase() === "TYPE") { for (const type of said.split(",")) types.add(type); }
    if (key.toUpperCase() === "PREF") rank = Math.min(rank, Number(said) || 1);
    if (key.toUpperCase() === "CHARSET") charset = encodingOf(said) ?? charset;
    isQuoted ||= said === "QUOTED-PRINTABLE";
  }
  if (types.has("PREF")) rank = 1;
  const value = isQuoted ? quotedPrintable(raw, charset) : raw;
  return { name: name.toUpperCase(), types, rank, value };
}

/** @param charset what the property names; phones, which name none, write UTF-8 */
function quotedPrintable(text: string, charset: string): string {
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const piece of text.match(/=[0-9A-Fa-f]{2}|[\s\S]/gu) ?? []) {
    if (piece.length === 3) bytes.push(parseInt(piece.slice(1), 16));
    else bytes.push(...encoder.encode(piece));
  }
  return decoderOf(charset).decode(Uint8Array.from(bytes));
}

/** At semicolons that no backslash stands before. */
const parts = (value: string) =>
  (value.match(/(?:\\[\s\S]|[^;\\])*(?:;|$)/g) ?? []).map((part) =>
    unescaped(part.replace(/;$/, ""))
  );

const unescaped = (value: string) =>
  value.replace(/\\([\s\S])/g, (_, sign) => sign === "n" || sign === "N" ? "\n" : sign).trim();
