/** The event store's own patience is everybody's: it stands alone, and the others use its harness. */
export * from "../../event-store/testing/deadline.ts";
