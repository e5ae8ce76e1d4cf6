/**
 * The groups of variables that several services share, so that one name means one thing
 * everywhere. A service spreads those it needs into its own shape: it can read no other.
 */
import { z } from "zod";

/** Where the service listens. `port` is the default of the service. */
export function httpFields(port: number) {
  return {
    PORT: z.coerce.number().int().min(0).max(65535).default(port)
      .meta({ description: "a port from 0 to 65535, where 0 picks a free one" }),
    HOST: z.string().default("127.0.0.1").meta({ description: "the address to listen on" }),
  };
}

/** `DATABASE_OWNER_URL` makes the service migrate at start; without it, it only checks. */
export const databaseFields = {
  DATABASE_URL: postgresUrl(),
  DATABASE_OWNER_URL: postgresUrl().optional()
    .meta({ secret: true, description: "a URL such as postgres://owner:password@host:5432/name" }),
};

/** Leave `AWS_ENDPOINT_URL` empty for AWS itself, and the keys for the platform's own login. */
export const awsFields = {
  AWS_ENDPOINT_URL: httpUrl().optional()
    .meta({ description: "the emulator's URL, or nothing for AWS itself" }),
  AWS_ACCESS_KEY_ID: z.string().optional().meta({ secret: true }),
  AWS_SECRET_ACCESS_KEY: z.string().optional().meta({ secret: true }),
  AWS_REGION: z.string().default("us-east-1"),
};

export const bucketFields = {
  S3_BUCKET_NAME: z.string().default("data-ingestion-bucket"),
};

/** Who signs the tokens: this system's identity service, or any OIDC provider. */
export const authFields = {
  JWKS_URL: httpUrl().default("http://127.0.0.1:8004/.well-known/jwks.json"),
  JWT_ISSUER: z.string().default("http://localhost:8000"),
  JWT_AUDIENCE: z.string().default("rollcall"),
  WEB_ORIGINS: z.string().default("http://localhost:5173,http://localhost:8000")
    .transform((list) => list.split(",").map((origin) => origin.trim()).filter(Boolean))
    .pipe(z.array(z.string().refine(isOrigin)).min(1))
    .meta({ description: "a comma list of origins such as http://localhost:5173" }),
};

/** An address, a line end and nothing else are some 17 bytes: 300,000 of them are 5 MiB. */
export const MAX_ROWS = 300_000;

/** How many rows one job takes. */
export const rowsField = {
  MAX_ROWS: z.coerce.number().int().min(1).default(MAX_ROWS)
    .meta({ description: "a number of rows, 1 or more" }),
};

export const logFields = {
  LOG_LEVEL: z.enum(["debug", "info", "warning", "error"]).default("info")
    .meta({ description: "debug, info, warning or error" }),
};

function postgresUrl() {
  return z.string().refine((url) => /^postgres(ql)?:$/.test(protocolOf(url)))
    .meta({ secret: true, description: "a URL such as postgres://user:password@host:5432/name" });
}

/** An absolute http or https URL, for a shape. */
export function httpUrl() {
  return z.string().refine((url) => /^https?:$/.test(protocolOf(url)))
    .meta({ description: "an absolute http or https URL" });
}

function isOrigin(origin: string): boolean {
  return URL.canParse(origin) && new URL(origin).origin === origin;
}

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : "";
}
