/** What a contact is made of: fields, columns, addresses, and what is wrong with a row. */
export * from "./applied_mapping.ts";
export * from "./columns.ts";
export * from "./email.ts";
export * from "./fields.ts";
export * from "./headers.ts";
export * from "./names.ts";
export * from "./row.ts";
