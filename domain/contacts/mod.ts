/** Contacts: fields, columns, addresses, phones, and the rules about rows. */
export * from "./applied_mapping.ts";
export { filledLength, MAX_CELL_CHARS, refuseCells } from "./bad_cells.ts";
export * from "./change_values.ts";
export * from "./column_keys.ts";
export { cleanHeader, readHeaders } from "./column_names.ts";
export * from "./column_types.ts";
export * from "./columns.ts";
export * from "./columns_by_values.ts";
export * from "./email.ts";
export * from "./email_key.ts";
export * from "@rollcall/contracts/fields";
export * from "./evidence.ts";
export * from "./fingerprint.ts";
export * from "./guess_region.ts";
export {
  FIRST_FIELDS,
  guarded,
  type Guards,
  guardsOf,
  isOurList,
  unguarded,
  withoutGuard,
} from "./formula_guard.ts";
export * from "./headers.ts";
export * from "./job_row.ts";
export * from "./judge_columns.ts";
export { matchHeader } from "./match_header.ts";
export * from "./missing_columns.ts";
export * from "./names.ts";
export * from "./no_address.ts";
export * from "./no_value.ts";
export { openedJob } from "./opened_job.ts";
export * from "./phone.ts";
export * from "./region.ts";
export * from "./row.ts";
export { type ConvertedRow, RowConverter, type RowsOfFile } from "./row_converter.ts";
export * from "./rules.ts";
export * from "./same_person.ts";
export { rulesTable } from "./rules_page.ts";
export { typoOf } from "./domain_typo.ts";
export * from "./several_values.ts";
export * from "./suggest_email.ts";
export * from "./swapped_names.ts";
export { leftOutPlaces, treatedPlaces, withoutPlaces } from "./treated_columns.ts";
export { cleanText, dropInvisible, hasInvisible, losesCharacters, trimText } from "./text.ts";
