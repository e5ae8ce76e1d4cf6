/** Event contracts, the message contract, and the names that go with them. */
export * from "./api/bulk_rules.ts";
export * from "./by_key.ts";
export { byKeySchema } from "./by_key_schema.ts";
export * from "./envelope.ts";
export * from "./events/columns.ts";
export * from "./events/contract.ts";
export { type OfferedColumn } from "./events/issues-opened/v3.ts";
export { type ParsedRow, type RowNotes } from "./events/rows-parsed/v2.ts";
export { type EventRecorded, EventRecordedV1 } from "./messages/event-recorded/v1.ts";
export * from "./in_words.ts";
export * from "./parsed_row.ts";
export * from "./registry.ts";
export * from "./row_set.ts";
export * from "./resolutions.ts";
export * from "./steps.ts";
export * from "./streams.ts";
