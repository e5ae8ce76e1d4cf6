/**
 * Issues about the whole file: a name field without a column, or whose column is empty in all of
 * many rows. Row by row these would be as many issues as rows, all with the same answer.
 */
import type { RecordedEvent } from "@rollcall/contracts";
import { type NameField, nameFields, problemOfField } from "@rollcall/contacts";

/** Files with up to so many rows get an issue per row: a user can type so many names. */
const TYPED_ROWS = 100;

/**
 * @param noted name fields without a column, as recorded by the parser
 * @param parsed the result of parsing
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
