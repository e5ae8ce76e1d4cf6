/**
 * The only type that this workspace needs from the contracts. In a file of its own, because an
 * import map that points into another workspace makes Deno install all of that workspace's packages
 * here too.
 */
export type { EventType } from "../../contracts/mod.ts";
