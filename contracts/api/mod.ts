/** The public API's shapes: one zod schema each, shared by the services and the web. */
export * from "./auth.ts";
export { ruleFits } from "./bulk_rules.ts";
export * from "./changes.ts";
export { mappingFields } from "./fields.ts";
export * from "./issues.ts";
export * from "./jobs.ts";
export * from "./operations.ts";
export * from "./problem.ts";
export * from "./retention.ts";
export * from "./security_log.ts";
export * from "./upload_limit.ts";
