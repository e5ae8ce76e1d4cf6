/**
 * A service's variables, by the needs in its manifest row, so that a name means the same
 * everywhere. `description` says what a value must be, for the error message; `means` says what the
 * variable is for, where that differs (docs/configuration.md).
 */
import { z } from "zod";
import type { ConfigOf, ConfigShape } from "./config.ts";
import {
  type CalledBy,
  defaults,
  manifest,
  type Need,
  type NeedOf,
  rowOf,
  type ServiceName,
  storePorts,
  type ToolName,
  toolRows,
  urlVariable,
  type VariableOf,
} from "./manifest.ts";

/** More proxies than any deployment has. */
const MAX_HOPS = 10;

const databaseFields = {
  DATABASE_URL: postgresUrl("user").meta({ means: "the database, with the service's own login" }),
};

const masterKeyFields = {
  MASTER_KEY: z.string().refine(isMasterKey).meta({
    secret: true,
    description: "file:/path, the ARN of a key in KMS, or id:key pairs with 32 bytes of base64",
    means:
      "what wraps data keys, for identity signing keys: a file of `id:key` lines, a key in KMS, or the keys themselves; " +
      "the first wraps, all unwrap ([keys](operations/keys.md))",
  }),
};

const credential = z.string().optional()
  .meta({ secret: true, means: "credentials; none: the platform's own login" });

const awsFields = {
  AWS_ENDPOINT_URL: httpUrl().optional().meta({
    description: "the emulator's URL, or nothing for AWS itself",
    means: "the emulator, where topic, queues and bucket are made at start; none: AWS itself, " +
      "which is `aws` for `make dev`",
  }),
  AWS_ACCESS_KEY_ID: credential,
  AWS_SECRET_ACCESS_KEY: credential,
  AWS_REGION: z.string().default(defaults.AWS_REGION).meta({ means: "AWS's region" }),
};

const bucketFields = {
  ...awsFields,
  S3_BUCKET_NAME: z.string().default(defaults.S3_BUCKET_NAME).meta({
    means: "where uploads are stored",
  }),
};

const busFields = {
  ...awsFields,
  SNS_TOPIC_NAME: z.string().regex(/^[\w-]{1,256}$/).default(defaults.SNS_TOPIC_NAME)
    .meta({ means: "the topic that events are published to" }),
  SQS_QUEUE_NAME: z.string().regex(/^[\w-]{1,60}$/).default(defaults.SQS_QUEUE_NAME)
    .meta({ description: "the parser's queue; the others' names follow from it" }),
};

const apiOrigin = `http://localhost:${manifest.gateway.port}`;

/** Who signs the tokens: this system's identity service, or any OIDC provider. */
const tokenFields = {
  JWKS_URL: httpUrl().default(`http://127.0.0.1:${manifest.identity.port}/.well-known/jwks.json`)
    .meta({ means: "public keys of the token issuer; any OIDC provider works" }),
  JWT_ISSUER: z.string().default(apiOrigin).meta({ means: "the issuer that a token must name" }),
  JWT_AUDIENCE: z.string().default(defaults.JWT_AUDIENCE)
    .meta({ means: "the audience that a token must name" }),
};

const originFields = {
  WEB_ORIGINS: z.string().default(`http://localhost:${storePorts.web.port},${apiOrigin}`)
    .transform((list) => list.split(",").map((origin) => origin.trim()).filter(Boolean))
    .pipe(z.array(z.string().refine(isOrigin)).min(1))
    .meta({
      description: "a comma list of origins such as http://localhost:5173",
      means: "pages that may act with the session's cookie",
    }),
};

/** See accounts/retention.ts. */
const retentionFields = {
  RETENTION_DAYS: count(
    90,
    "days",
    "how long after its last change a job with a clean list is deleted; users can set their own",
  ),
  RETENTION_UNFINISHED_DAYS: count(30, "days", "the same for a job that never had a clean list"),
  RETENTION_MOST_DAYS: count(
    365,
    "days",
    "the most that a user may set, and the upper limit for all",
  ),
};

/** The variables of each need. */
export const fieldsOf = {
  "database": databaseFields,
  "job keys": {},
  "master key": masterKeyFields,
  "objects": bucketFields,
  "bus": busFields,
  "tokens": tokenFields,
  "origins": originFields,
  "retention": retentionFields,
  "web before it": { TRUSTED_PROXY_HOPS: proxyField(0) },
  "gateway before it": { TRUSTED_PROXY_HOPS: proxyField(1) },
  "load balancer before it": {
    SERVE_TLS: z.enum(["yes", "no"]).default("no").meta({
      description: "yes or no",
      means: "yes: it speaks TLS, with a certificate that it makes for itself at its start, to a " +
        "load balancer that checks none",
    }),
  },
} satisfies Record<Need, ConfigShape>;

const logFields = {
  LOG_LEVEL: z.enum(["debug", "info", "warning", "error"]).default("info")
    .meta({ description: "debug, info, warning or error" }),
};

export type BusConfig = ConfigOf<typeof busFields>;
export type ObjectsConfig =
  & Partial<ConfigOf<typeof bucketFields>>
  & Pick<ConfigOf<typeof bucketFields>, "AWS_REGION" | "S3_BUCKET_NAME">;
export type AuthOptions = ConfigOf<typeof tokenFields & typeof originFields>;

/** The schemas of exactly a service's own variables, for its `config.ts`. */
export type Variables<N extends ServiceName> = Record<VariableOf<N>, z.ZodType>;

type AllOf<Union> = (Union extends unknown ? (one: Union) => void : never) extends
  (all: infer All) => void ? All : never;
type FieldsOf<Needed extends Need> = AllOf<{ [N in Needed]: (typeof fieldsOf)[N] }[Needed]>;

/** Everything that a service reads from its environment. */
export type ShapeOf<N extends ServiceName, Own> =
  & FieldsOf<NeedOf<N>>
  & Record<`${Uppercase<CalledBy<N>>}_URL`, z.ZodType<string[]>>
  & ReturnType<typeof httpFields>
  & typeof logFields
  & Own;

/** @param own the schemas of the service's own variables, as its row names them */
export function shapeOf<N extends ServiceName, Own extends Variables<N>>(
  name: N,
  own: Own,
): ShapeOf<N, Own> & ConfigShape {
  const { needs, calls = [], port } = rowOf(name);
  const called = calls.map((callee) => {
    const url = `http://127.0.0.1:${rowOf(callee as ServiceName).port}`;
    return [
      urlVariable(callee),
      httpUrls(url).meta({ means: `where the instances of ${callee} are` }),
    ];
  });
  return Object.assign(
    {},
    httpFields(port),
    logFields,
    ...needs.map((need) => fieldsOf[need]),
    Object.fromEntries(called),
    own,
  );
}

/** The same for a tool, which does not listen. */
export function toolShapeOf<N extends ToolName>(
  name: N,
): FieldsOf<NeedOf<N>> & typeof logFields & ConfigShape {
  const { needs } = toolRows.find((row) => row.name === name)!;
  return Object.assign({}, logFields, ...needs.map((need) => fieldsOf[need]));
}

function httpFields(port: number) {
  return {
    PORT: z.coerce.number().int().min(0).max(65535).default(port).meta({
      description: "a port from 0 to 65535, where 0 picks a free one",
      means: "where it listens",
    }),
    HOST: z.string().default("127.0.0.1").meta({ description: "the address to listen on" }),
  };
}

/** See client_address.ts. */
function proxyField(hops: number) {
  return z.coerce.number().int().min(0).max(MAX_HOPS).default(hops).meta({
    description: `how many proxies stand before it, from 0 to ${MAX_HOPS}`,
    means: "proxies before it that add to `X-Forwarded-For`; make dev, compose: 1, " +
      "[the web](operations/deployment.md)",
  });
}

/** A row of only an address is some 17 bytes: 300,000 of them are 5 MiB. */
export const MAX_ROWS = 300_000;

/** How many rows a job may have, for the parser and for the upload's earlier count. */
export const rowsField = {
  MAX_ROWS: z.coerce.number().int().min(1).default(MAX_ROWS).meta({
    description: "a number of rows, 1 or more",
    means: "rows of one file; a file with more fails with a sentence",
  }),
};

/** A whole number, at least `min`. @param what in plain words, such as "bytes" */
export function count(fallback: number, what: string, means: string, min = 1) {
  return z.coerce.number().int().min(min).default(fallback)
    .meta({ description: `a whole number of ${what}, at least ${min}`, means });
}

/** The URL of a database, whose login is never printed. */
export function postgresUrl(user = "user") {
  return z.string().refine((url) => /^postgres(ql)?:$/.test(protocolOf(url)))
    .meta(secretUrl(user));
}

function secretUrl(user: string) {
  const description = `a URL such as postgres://${user}:password@host:5432/name`;
  return { secret: true, description };
}

/** An absolute http or https URL, for a shape. */
function httpUrl() {
  return z.string().refine((url) => /^https?:$/.test(protocolOf(url)))
    .meta({ description: "an absolute http or https URL" });
}

/** The same of several, separated by commas. */
function httpUrls(fallback: string) {
  const urls = (text: string) => text.split(",").map((url) => url.trim());
  return z.string().default(fallback)
    .refine((text) => urls(text).every((url) => /^https?:$/.test(protocolOf(url))))
    .transform(urls)
    .meta({ description: "absolute http or https URLs, separated by commas" });
}

function isMasterKey(text: string): boolean {
  const pairs = /^([\w.-]{1,64}:[A-Za-z0-9+/]{43}=(,(?=\w)|$))+$/;
  return /^file:\/./.test(text) || /^arn:aws[\w-]*:kms:[\w-]+:\d+:key\//.test(text) ||
    pairs.test(text);
}

function isOrigin(origin: string): boolean {
  return URL.canParse(origin) && new URL(origin).origin === origin;
}

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : "";
}
