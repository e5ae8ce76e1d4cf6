/**
 * The services of the system: their ports and what each of them talks to. This table is the only
 * place that says so: environment and permissions of every process follow from it, here, in the
 * tests and wherever else the services run.
 */

/** What a service talks to; each one stands for variables and for the addresses in them. */
export type Need =
  | "database"
  | "objects"
  | "topic"
  | "queue"
  | "tokens"
  | "origins"
  | "upload limit";

export interface ServiceRow {
  name: string;
  portVariable: string;
  port: number;
  needs: Need[];
  /** The queue that it consumes; its dead-letter queue ends in -dlq. */
  queue?: string;
  /** Services that it calls: variable → name. */
  calls?: Record<string, string>;
  /** Further variables that are handed on where the person has set them. */
  options?: string[];
  /** Files of the checkout that it opens, besides the modules that it imports. */
  reads?: string[];
  /** Native add-ons that it loads. */
  addOns?: string[];
}

export const services: ServiceRow[] = [
  {
    name: "gateway",
    portVariable: "API_PORT",
    port: 8000,
    needs: ["origins", "upload limit"],
    calls: {
      UPLOAD_URL: "upload",
      REVIEW_URL: "review",
      PROJECTION_URL: "projection",
      IDENTITY_URL: "identity",
    },
  },
  {
    name: "upload",
    portVariable: "UPLOAD_PORT",
    port: 8001,
    needs: ["database", "objects", "tokens", "origins", "upload limit"],
  },
  {
    name: "review",
    portVariable: "REVIEW_PORT",
    port: 8002,
    needs: ["database", "topic", "queue", "tokens", "origins"],
    queue: "data-ingestion-review-queue",
  },
  {
    name: "projection",
    portVariable: "PROJECTION_PORT",
    port: 8003,
    needs: ["database", "topic", "queue", "tokens", "origins"],
    queue: "data-ingestion-projection-queue",
  },
  {
    name: "identity",
    portVariable: "IDENTITY_PORT",
    port: 8004,
    needs: ["database", "tokens", "origins"],
    options: ["JWT_TTL_SECONDS"],
  },
  {
    name: "parsing",
    portVariable: "PARSING_PORT",
    port: 8005,
    needs: ["database", "objects", "topic", "queue"],
    queue: "data-ingestion-queue",
  },
  {
    name: "dedupe",
    portVariable: "DEDUPE_PORT",
    port: 8006,
    needs: ["database", "topic", "queue"],
    queue: "data-ingestion-dedupe-queue",
  },
  {
    name: "relay",
    portVariable: "RELAY_PORT",
    port: 8007,
    needs: ["database", "topic"],
  },
];
