/** Building blocks of routes: responses, refusals, ids, paging and authentication. */
import { createRoute, type RouteConfig, z } from "@hono/zod-openapi";
import { type ExampleProblem, exampleProblems } from "../example_problems.ts";
import { Problem } from "../problem.ts";
import { ISSUE_ID, JOB_ID, search } from "../story.ts";

/** A token in the header, or the same as a cookie; see the security schemes of the document. */
export const signedIn: Record<string, string[]>[] = [{ bearer: [] }, { session: [] }];

/** No token required. */
export const anybody: Record<string, string[]>[] = [];

/** A JSON body of an answer or a request, with an example of it. */
export function json<Schema extends z.ZodType>(
  schema: Schema,
  description: string,
  example: z.output<Schema>,
) {
  return { description, content: { "application/json": { schema, example } } };
}

/** A JSON body of a request; without one the request is refused. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema, example: z.input<Schema>) {
  return { required: true, content: { "application/json": { schema, example } } };
}

/** The same with several examples by name. */
export function jsonBodies<Schema extends z.ZodType>(
  schema: Schema,
  values: Record<string, z.input<Schema>>,
) {
  const named = Object.entries(values).map(([name, value]) => [name, { value }]);
  const examples: Record<string, { value: z.input<Schema> }> = Object.fromEntries(named);
  return { required: true, content: { "application/json": { schema, examples } } };
}

const reasons = {
  400: "the body cannot be read",
  401: "no valid token",
  403: "a role is missing, or the cookie came with a change from another site",
  404: "not found, or it belongs to another user",
  408: "the body arrived too slowly or not completely: send it again",
  409: "not possible in the current state; `code` says why",
  410: "the link was used, or is too old",
  413: "too large; `code` says what",
  415: "UNSUPPORTED_FILE_TYPE",
  422: "the input is invalid; `errors` names the fields",
  429: "a limit per user is reached: `code` and `detail` say which, and what to do; " +
    "`Retry-After` says when to try again",
  503: "a part of the system is unavailable or behind; `Retry-After` says when to try again",
};

type Status = keyof typeof reasons;
type Refusal = Status | ExampleProblem;
type StatusOf<R extends Refusal> = R extends ExampleProblem ? (typeof exampleProblems)[R]["status"]
  : R;

/** What a status mostly means. */
const usual: Record<Status, ExampleProblem> = {
  400: "MALFORMED_JSON",
  401: "UNAUTHENTICATED",
  403: "CROSS_SITE_REQUEST",
  404: "NOT_FOUND",
  408: "TOO_SLOW",
  409: "NOT_READY",
  410: "LINK_OVER",
  413: "FILE_TOO_LARGE",
  415: "UNSUPPORTED_FILE_TYPE",
  422: "VALIDATION_FAILED",
  429: "BULK_WORK_RUNS",
  503: "UNAVAILABLE",
};

/**
 * The refusals of a route, as problem details: by status, or by the code of one where the status
 * mostly means something else.
 *
 * @example problems(401, "ISSUES_OPEN") // adds 401 and 409 to `responses`
 */
export function problems<Refusals extends Refusal[]>(...refusals: Refusals) {
  const content = { "application/problem+json": { schema: Problem } };
  const kinds = refusals.map((refusal) => typeof refusal === "number" ? usual[refusal] : refusal);
  const answers = kinds.map((kind) => {
    const { status } = exampleProblems[kind];
    const alike = kinds.filter((other) => exampleProblems[other].status === status);
    const examples = Object.fromEntries(
      alike.map((other) => [other, { $ref: `#/components/examples/${other}` }]),
    );
    const shown = { "application/problem+json": { schema: Problem, examples } };
    return [status, { description: reasons[status], content: shown }];
  });
  return Object.fromEntries(answers) as Record<
    StatusOf<Refusals[number]>,
    { description: string; content: typeof content }
  >;
}

/** What the routes of one tag have in common, said once. */
export function routesOf(tag: string, security: Record<string, string[]>[]) {
  const shared = { tags: [tag], security };
  return <Path extends string, Route extends Omit<RouteConfig, "path"> & { path: Path }>(
    route: Route,
  ) => createRoute({ ...shared, ...route });
}

/** The refusals of a query about a job. */
export const ofQuery = problems(401, 404, 422, "READ_MODEL_BEHIND");

/** The same where it may be about a moment of the past. */
export const ofPast = problems(
  401,
  404,
  "PAST_TOO_LARGE",
  422,
  "PASTS_READ",
  "READ_MODEL_BEHIND",
);

/** The refusals of a command on many rows or issues of a job. */
export const ofBulkCommand = problems(
  400,
  401,
  403,
  404,
  408,
  409,
  "BODY_TOO_LARGE",
  422,
  429,
  503,
);

/** An id that is not a UUID cannot exist: the answer is 404, as for any missing job. */
export const JobPath = z.object({
  id: z.uuid().openapi({
    param: { name: "id", in: "path", example: JOB_ID },
    description: "the job's id",
  }),
});

export const IssuePath = z.object({
  id: z.string().regex(/^[0-9a-f-]{36}\.[1-9]\d{0,8}$/).openapi({
    param: { name: "id", in: "path", example: ISSUE_ID },
    description: "the issue's id: its job's id, a dot, its number there",
  }),
});

/** Waits up to 2 s for the read model to reach a version that a command returned. */
export const ReadYourWrites = z.object({
  min_version: z.coerce.number().int().min(0).optional().openapi({
    param: { example: 14 },
    type: "integer",
    description: "wait up to 2 s until the answer includes this version, else 503",
  }),
});

const at_version = z.coerce.number().int().min(0).optional().openapi({
  param: { example: 8 },
  type: "integer",
  description: "the past as it was at this version of the log, read-only: 404 before the job " +
    "existed, 422 beyond the log's end or together with min_version, 413 for a job of more than " +
    "200,000 rows, edits and events, or 48 MiB of them, 429 for more than three moments at once",
});

/** The same, or one moment of the past. */
export const Moment = ReadYourWrites.extend({ at_version });

export const Paging = ReadYourWrites.extend({
  limit: z.coerce.number().int().min(1).max(1000).default(100).openapi({
    param: { example: 100 },
    type: "integer",
  }),
  cursor: z.string().max(500).optional().openapi({
    param: { example: "cm93czoxMDA" },
    description:
      "where the page begins: opaque, taken from the Link header; for the same search, sort " +
      "and filter",
  }),
});

/** A page of a job's items, now or at a moment of the past. */
export const PagingOfJob = Paging.extend({ at_version });

/** A page anywhere in a list, so that a scroll bar can be as long as the list. */
export const Placed = PagingOfJob.extend({
  offset: z.coerce.number().int().min(0).max(2 ** 31 - 1).optional().openapi({
    param: { example: 0 },
    type: "integer",
    description:
      "how many items of the list, or of what a search finds, to skip; without cursor. " +
      "The Link header continues from there",
  }),
});

const MAX_FILTERS = 20;
const MAX_FILTER_CHARS = 1_000;
const TOO_MANY_FILTERS = `takes ${MAX_FILTERS} filters at the most`;
const TOO_LONG_FILTER = `takes ${MAX_FILTER_CHARS} characters a filter at the most`;

/** Search and order of rows. */
export const Searching = z.object({
  q: z.string().max(200).optional().openapi({
    param: { example: search.q },
    description: "only rows with this text in any value that is shown, ignoring case",
  }),
  sort: z.string().max(300).optional().openapi({
    param: { example: search.sort },
    description: "a field or column to sort by, with a minus before it for descending order; " +
      "empty values come last. File order by default",
  }),
  filter: z.union([z.string(), z.array(z.string())])
    .transform((filter) => [filter].flat())
    .refine((filters) => filters.length <= MAX_FILTERS, TOO_MANY_FILTERS)
    .refine((filters) => filters.every((text) => text.length <= MAX_FILTER_CHARS), TOO_LONG_FILTER)
    .optional().openapi({
      param: { example: search.filter },
      type: "array",
      items: { type: "string" },
      description: "may be repeated; all must hold. `field:is:text`, `field:contains:text`, " +
        "`field:empty`, `field:filled`, with a field or a column of the file; `state:is:contact`, " +
        "`state:is:merged`, `state:is:excluded`, `state:is:open`; `warning:is:CODE`, `warning:is:ANY`; " +
        "`issue:is:TYPE`, with list_version as of that list. Any other name refers to a column of the " +
        "file. Case, and spaces around a value, are ignored; `contains` looks at " +
        "the value as it is shown",
    }),
});

/** A page of what a search finds; its head says how many there are. */
export function foundPage<Schema extends z.ZodType>(
  schema: Schema,
  description: string,
  example: z.output<Schema>[],
) {
  const found = page(schema, description, example);
  const total = z.string().optional().openapi({
    description: "the total number, if q, sort, filter or offset was given",
  });
  return { ...found, headers: found.headers.extend({ "X-Total-Count": total }) };
}

/** A page of a list: a plain array, and `Link: <…>; rel="next"` while there is more. */
export function page<Schema extends z.ZodType>(
  schema: Schema,
  description: string,
  example: z.output<Schema>[],
) {
  return linked(z.array(schema), description, example);
}

/** An answer with a list in it that is paged as `page` says. */
export function linked<Schema extends z.ZodType>(
  schema: Schema,
  description: string,
  example: z.output<Schema>,
) {
  const next = z.string().optional().openapi({ description: '`<…>; rel="next"`, if any' });
  return { ...json(schema, description, example), headers: z.object({ Link: next }) };
}
