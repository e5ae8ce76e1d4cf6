/**
 * What is asked once for the whole file: a name that no column serves, or that its column has for
 * none of many rows. Asked row by row it would be as many questions as rows, with one answer.
 */
import type { RecordedEvent } from "@rollcall/contracts";
import { type NameField, nameFields, problemOfField } from "@rollcall/contacts";

/** A file of so many rows and no more is asked row by row: a person can type so many names. */
const TYPED_ROWS = 100;

/**
 * @param noted names that no column serves, as the parser noted it
 * @param parsed what came of reading the file
 */
export function fieldsAskedOnce(
  noted: readonly NameField[],
  { totalRows, problemCounts }: Pick<
    RecordedEvent<"ParsingCompleted">["data"],
    "totalRows" | "problemCounts"
  >,
): NameField[] {
  return nameFields.filter((field) =>
    noted.includes(field) ||
    totalRows > TYPED_ROWS && problemCounts[problemOfField[field]] === totalRows
  );
}
