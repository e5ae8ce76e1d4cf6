/** What deployment and tests of the whole system know of the read models' tables. */
export { GENERATION, schemaOf } from "./generation.ts";
export { prepareReadModels } from "./prepare.ts";
