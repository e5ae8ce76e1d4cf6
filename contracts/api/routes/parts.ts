/** The pieces that routes are made of: answers, refusals, ids, paging, and how to sign in. */
import { z } from "@hono/zod-openapi";
import { Problem } from "../problem.ts";

/** A token in the header, or the same as a cookie; see the security schemes of the document. */
export const signedIn: Record<string, string[]>[] = [{ bearer: [] }, { session: [] }];

/** A JSON body of an answer or a request. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { "application/json": { schema } } };
}

/** A JSON body of a request; without one the request is refused. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { "application/json": { schema } } };
}

const reasons = {
  400: "the body cannot be read",
  401: "no valid token",
  403: "a role is missing, or a change rides on the cookie from a page of another site",
  404: "no such thing, or it belongs to another user",
  408: "the body does not arrive, too slowly, or was broken off: send it again",
  409: "not possible in the state the thing is in; `code` says why",
  413: "too large; `code` says what",
  415: "UNSUPPORTED_FILE_TYPE",
  422: "an input was understood and refused; `errors` names the fields",
  429: "a limit that each user has is reached: `code` and `detail` say which, and the way out; " +
    "`Retry-After` says when to come back",
  503: "a part of the system is away or behind; `Retry-After` says when to come back",
};

/**
 * The refusals of a route, as problem details.
 *
 * @example problems(401, 404) // adds those two to `responses`
 */
export function problems<Status extends keyof typeof reasons>(...statuses: Status[]) {
  const content = { "application/problem+json": { schema: Problem } };
  const refusals = statuses.map((status) => [status, { description: reasons[status], content }]);
  return Object.fromEntries(refusals) as Record<
    Status,
    { description: string; content: typeof content }
  >;
}

/** An id that is no UUID cannot exist: the frame answers 404, as for one that does not. */
export const JobPath = z.object({
  id: z.uuid().openapi({ param: { name: "id", in: "path" }, description: "the job's id" }),
});

export const IssuePath = z.object({
  id: z.string().regex(/^[0-9a-f-]{36}\.[1-9]\d{0,8}$/).openapi({
    param: { name: "id", in: "path" },
    description: "the issue's id: its job's id, a dot, its number there",
    example: "0198c0de-0000-7000-8000-000000000001.1",
  }),
});

/** Waits up to 2 s for the read model to reach a version that a command answered. */
export const ReadYourWrites = z.object({
  min_version: z.coerce.number().int().min(0).optional().openapi({
    type: "integer",
    description: "wait up to 2 s until the answer includes this version, else 503",
  }),
});

const at_version = z.coerce.number().int().min(0).optional().openapi({
  type: "integer",
  description: "the past as it was at this version of the log, read-only: 404 before the job " +
    "existed, 422 beyond the log's end or together with min_version, 413 for a job of more than " +
    "200,000 rows, edits and events, or 48 MiB of them, 429 for more than three moments at once",
});

/** The same, or one moment of the past. */
export const Moment = ReadYourWrites.extend({ at_version });

export const Paging = ReadYourWrites.extend({
  limit: z.coerce.number().int().min(1).max(1000).default(100).openapi({ type: "integer" }),
  cursor: z.string().max(500).optional().openapi({
    description: "where the page begins; take it from the Link header, it means nothing to you",
  }),
});

/** A page of one job's things, now or at one moment of the past. */
export const PagingOfJob = Paging.extend({ at_version });

const filters = z.string().max(1_000);

/** Looking for some of many rows, and in which order. */
export const Searching = z.object({
  q: z.string().max(200).optional().openapi({
    description: "only rows with this text in any value, whatever its case",
  }),
  sort: z.string().max(300).optional().openapi({
    description: "a field or column to sort by, with a minus before it for descending order; " +
      "empty values come last. In file order where left out",
    example: "-last_name",
  }),
  filter: z.union([filters, z.array(filters).max(20)]).optional()
    .transform((filter) => typeof filter === "string" ? [filter] : filter).openapi({
      type: "array",
      items: { type: "string" },
      description: "may be repeated; all must hold. `field:is:text`, `field:contains:text`, " +
        "`field:empty`, `field:filled`, with a field or a column of the file; `state:is:contact`, " +
        "`state:is:merged`, `state:is:excluded`, `state:is:open`; `warning:is:CODE`; `issue:is:TYPE`",
      example: ["company:contains:acme", "phone:empty"],
    }),
});

/** A page of what a search finds; its head says how many there are. */
export function foundPage<Schema extends z.ZodType>(schema: Schema, description: string) {
  const found = page(schema, description);
  const total = z.string().optional().openapi({
    description: "how many there are in all, where q, sort or filter was given",
  });
  return { ...found, headers: found.headers.extend({ "X-Total-Count": total }) };
}

/** A page of a list: a plain array, and `Link: <…>; rel="next"` while there is more. */
export function page<Schema extends z.ZodType>(schema: Schema, description: string) {
  return linked(z.array(schema), description);
}

/** An answer with a list in it that is paged as `page` says. */
export function linked<Schema extends z.ZodType>(schema: Schema, description: string) {
  const next = z.string().optional().openapi({ description: '`<…>; rel="next"`, if any' });
  return { ...json(schema, description), headers: z.object({ Link: next }) };
}
