/**
 * Why a file's headers are refused, in sentences that say what was found and what would be
 * accepted. They stay short, however many headers there are.
 */
import { isValidEmail, normalizeEmail } from "./email.ts";
import type { MappingField } from "@rollcall/contracts/fields";
import { formatNumber } from "@rollcall/contracts/in-words";

export type RefusedHeaders = { outcome: "refused"; code: string; message: string };

/** Columns of one file at most: more means it is not a list of contacts. */
export const MAX_COLUMNS = 500;
/** Characters of all headers at most: they are stored with every batch of rows. */
export const MAX_HEADER_CHARS = 32 << 10;
/** How many headers, and how much of each, a message shows. */
const LISTED_HEADERS = 50, LISTED_CHARS = 80;
/** Examples of headers that would be accepted. */
const EXAMPLES = ["email", "E-Mail", "Email Address", "E-mail 1 - Value", "Correo electrónico"];

/** Refuses sizes that no list of contacts has. */
export function refuseSize(headers: string[]): RefusedHeaders | undefined {
  if (headers.length > MAX_COLUMNS) {
    return refused(
      "TOO_MANY_COLUMNS",
      `The file has ${formatNumber(headers.length)} columns; at most ${MAX_COLUMNS} can be ` +
        `read. Remove those that are not needed, and upload it again.`,
    );
  }
  const chars = headers.reduce((sum, header) => sum + header.length, 0);
  if (chars <= MAX_HEADER_CHARS) return undefined;
  return refused(
    "HEADER_TOO_LONG",
    `The first line, which should name the columns, has ${chars} characters; at most ` +
      `${MAX_HEADER_CHARS} can be read. It begins with "${headers[0]!.slice(0, LISTED_CHARS)}".`,
  );
}

export function columnMissing(
  field: MappingField,
  header: string,
  headers: string[],
): RefusedHeaders {
  const said = `The mapping names the column "${header}" for ${field}`;
  return refused("MAPPED_COLUMN_MISSING", `${said}, but the file has: ${list(headers)}.`);
}

export function columnTwice(field: MappingField, header: string): RefusedHeaders {
  const said = `The mapping names the column "${header}" for ${field} and for another field`;
  return refused("MAPPED_COLUMN_TWICE", `${said}: each column can be one only.`);
}

/** @param header of a column that something is to be done with */
export function treatedMissing(header: string, headers: string[]): RefusedHeaders {
  const said = `The upload says what to do with the column "${header}"`;
  return refused("TREATED_COLUMN_MISSING", `${said}, but the file has: ${list(headers)}.`);
}

export function leftOutAndMapped(field: MappingField, header: string): RefusedHeaders {
  const said = `The mapping names the column "${header}" for ${field}`;
  return refused(
    "MAPPED_COLUMN_LEFT_OUT",
    `${said}, and it is not to be imported: say one of them.`,
  );
}

/** @param isRefused whether the user said that no column is the address */
export function noEmail(headers: string[], isRefused: boolean): RefusedHeaders {
  const examples = EXAMPLES.map((name) => `"${name}"`).join(", ");
  const found = `No column holds e-mail addresses. ` +
    (headers.length
      ? `The file has: ${list(headers)}.`
      : `The header row has no name for any column.`);
  const advice = isRefused
    ? `The mapping says that none of them is the e-mail address: name the one that is.`
    : headers.some((header) => isValidEmail(normalizeEmail(header)))
    ? `The first line holds an address, so the file seems to have no header row: ` +
      `put a line above it that names the columns, such as "email", "first name", "last name".`
    : `A header such as ${examples} would have matched; or say in the mapping which column it is.`;
  return refused("NO_EMAIL_COLUMN", `${found} ${advice}`);
}

function list(headers: string[]): string {
  const shown = headers.slice(0, LISTED_HEADERS).map((h) => `"${h.slice(0, LISTED_CHARS)}"`);
  const more = headers.length - shown.length;
  return shown.join(", ") + (more ? ` and ${more} more` : "");
}

const refused = (code: string, message: string): RefusedHeaders => ({
  outcome: "refused",
  code,
  message,
});
