/** The files that the scenarios upload. */
import { writeXlsx } from "hucre";

/** `bytes` take the place of the text where it is not UTF-8. */
export type SomeFile = { name: string; text: string; bytes?: Uint8Array };

/** Every type of issue once, but for mistyped addresses; rows 2 to 8. */
export const MESSY: SomeFile = {
  name: "people.csv",
  text: `Email,First Name,Last Name,City
ada@example.com,Ada,Lovelace,London
grace@example.com,Grace,Hopper,New York
grace@example.com,Gracie,Hooper,Arlington
,Alan,Turing,Manchester
edsger at example.com,Edsger,Dijkstra,Nuenen
barbara@example.com,,Liskov,Boston
donald@example.com,Donald,,Stanford
`,
};

const people = Array.from({ length: 120 }, (_, i) => `person${i}@example.com,P${i},Doe\n`);

/** More than two pages of a table, and nothing to resolve. */
export const MANY: SomeFile = {
  name: "many.csv",
  text: `email,first_name,last_name\n${people.join("")}`,
};

/** More than anybody looks through; the first note is long, and one would be a formula. */
const thousands = Array.from({ length: 2_000 }, (_, i) => {
  const note = i === 0 ? `${"It goes on and on, ".repeat(40)}to the end of it.` : "";
  return `person${i}@example.com,P${i},Doe,${i === 1_234 ? "=1+1" : ""},"${note}"\n`;
});
export const THOUSANDS: SomeFile = {
  name: "thousands.csv",
  text: `email,first_name,last_name,Formula,Note\n${thousands.join("")}`,
};

/** The same, and one issue. */
export const MESSY_MANY: SomeFile = {
  name: "messy-many.csv",
  text: `${MANY.text}grace@example.com,Grace,Hopper\ngrace@example.com,Gracie,Hooper\n`,
};

/** Columns called like parts of every object, and of every form. */
export const ODD_COLUMNS: SomeFile = {
  name: "odd.csv",
  text: `email,first_name,last_name,constructor,__proto__,querySelector,#row
grace@example.com,Grace,Hopper,c1,p1,q1,r1
grace@example.com,Gracie,Hooper,c2,p2,q2,r2
,Alan,Turing,c3,p3,q3,r3
`,
};

export const CLEAN: SomeFile = {
  name: "clean.csv",
  text: "email,first_name,last_name\nada@example.com,Ada,Lovelace\nalan@example.com,Alan,Turing\n",
};

/** Last names are there, in a column that nobody takes for them; with them, Grace is two people. */
export const NAMELESS: SomeFile = {
  name: "members.csv",
  text: `Email,First Name,Tribe,Badge colour
ada@example.com,Ada,Lovelace,blue
grace@example.com,Grace,Hopper,red
grace@example.com,Grace,Hooper,
alan@example.com,Alan,,green
`,
};

/** Ann's second row says more than her first, Bob's something else. */
export const TWICE: SomeFile = {
  name: "twice.csv",
  text: `Email,First Name,Last Name,Phone
ann@example.com,Ann,Lee,
ann@example.com,Ann,Lee,+44 20 7946 0001
bob@example.com,Bob,Ray,+44 20 7946 0002
bob@example.com,Bob,Ray,+44 20 7946 0003
`,
};

/** Three people at one address. */
export const SHARED: SomeFile = {
  name: "shared.csv",
  text: `Email,First Name,Last Name
all@example.com,Ann,Lee
all@example.com,Bob,Ray
all@example.com,Cid,Fox
`,
};

export const NO_EMAIL: SomeFile = { name: "no-email.csv", text: "Name,Town\nAda,London\n" };

/** Addresses that were probably meant otherwise, and people whose rows complete each other. */
export const MISTYPED: SomeFile = {
  name: "mistyped.csv",
  text: `Email,First Name,Last Name,Phone,City
ann@gmial.com,Ann,Lee,,Oslo
bob@gmial.com,Bob,May,,Rome
cleo@hotmial.com,Cleo,Poe,,Lima
grace@example.com,Grace,Hopper,,New York
grace@example.com,Gracie,Hooper,+1 212 555 0100,
`,
};

/** From an old spreadsheet: Windows-1252, semicolons, two lines before the header. */
export const FOREIGN: SomeFile = {
  name: "kontakte.csv",
  text: "",
  bytes: latin1(
    "Kontakte der Messe\r\n\r\nKontaktweg;Vorname;Nachnahme;Telefon;Ort\r\n" +
      "juergen@example.com;Jürgen;Größe;030 901820;Köln\r\n" +
      "anna@example.com;Anna;Müller;;Düsseldorf\r\n",
  ),
};

/** Its second sheet is the one that holds the people. */
export async function workbook(): Promise<SomeFile> {
  const people = [["E-mail", "First name", "Last name"], ["zoe@example.com", "Zoë", "Quinn"]];
  const notes = { name: "Notes", rows: [["Nothing to see here"]] };
  const bytes = await writeXlsx({ sheets: [notes, { name: "People", rows: people }] });
  return { name: "people.xlsx", text: "", bytes };
}

/** Every character of it is below 256, where ISO-8859-1 and Windows-1252 agree. */
function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
