/** What a contact is made of: fields, addresses, and what is wrong with a row. */
export * from "./email.ts";
export * from "./fields.ts";
export * from "./row.ts";
