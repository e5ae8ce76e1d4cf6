/**
 * The API's examples, one small story: Ann uploads four rows. Two have her family's address, one is
 * mistyped, one has no address. She keeps her own row and makes a list; later she keeps Bob's as well
 * and creates the list again. tests/api/story_test.ts lets it happen.
 */
export * from "./story/ids.ts";
export * from "./story/account.ts";
export * from "./story/reading.ts";
export * from "./story/decisions.ts";
export * from "./story/row_changes.ts";
export * from "./story/lists.ts";
export * from "./story/history.ts";
export * from "./story/operations.ts";
