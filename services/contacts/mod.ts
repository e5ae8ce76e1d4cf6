/** What a contact is made of: fields, columns, addresses, phones, and what is wrong with a row. */
export * from "./applied_mapping.ts";
export { columnLabels, readHeaders } from "./column_names.ts";
export * from "./columns.ts";
export * from "./email.ts";
export * from "./email_key.ts";
export * from "./fields.ts";
export { guarded, unguarded } from "./formula_guard.ts";
export * from "./headers.ts";
export { matchHeader } from "./match_header.ts";
export * from "./names.ts";
export * from "./phone.ts";
export * from "./region.ts";
export * from "./row.ts";
export * from "./rules.ts";
export { rulesTable } from "./rules_page.ts";
export { typoOf } from "./domain_typo.ts";
export * from "./suggest_email.ts";
export { cleanText, losesCharacters, trimText } from "./text.ts";
