/** Every public route, once: services serve them, and the OpenAPI document lists them. */
export * from "./account.ts";
export * from "./auth.ts";
export * from "./changes.ts";
export * from "./issues.ts";
export * from "./jobs.ts";
export * from "./me.ts";
export * from "./operations.ts";
export * from "./second_factor.ts";
