/** Routes about jobs: opening one, reading it and what came of it. */
import { z } from "@hono/zod-openapi";
import { FinalizeAnswer } from "../issues.ts";
import {
  ColumnFill,
  Contact,
  ContactChange,
  ContactList,
  DeleteAnswer,
  FilePreview,
  HistoryEntry,
  HistoryKind,
  Job,
  Provenance,
  RawRow,
  UndoState,
} from "../jobs.ts";
import * as story from "../story.ts";
import {
  foundPage,
  JobPath,
  json,
  linked,
  Moment,
  ofPast,
  ofQuery,
  page,
  Paging,
  PagingOfJob,
  Placed,
  problems,
  ReadYourWrites,
  routesOf,
  Searching,
  signedIn,
} from "./parts.ts";

const route = routesOf("Jobs", signedIn);

const text = (description: string, example?: string) =>
  z.string().optional().openapi({ description, ...(example && { example }) });

/** How to read the file; what is not given is detected. */
const UploadForm = z.object({
  file: z.string().optional().openapi({
    format: "binary",
    description: "unless read_again names a job: " +
      "a .csv, .xlsx, .tsv, .txt, .vcf, .json or .jsonl file, or one of them in a .zip or .gz",
  }),
  read_again: text(
    "in place of a file, the id of a job: its file is read again, otherwise. The new job takes over " +
      "the decisions on that one where they still fit; that one stays as it is",
  ),
  mapping: text(
    "JSON: field → header, for columns that are not recognised by name; null for a field that no " +
      "column may be mapped to",
    '{"email":"E-Mail (work)","job_title":null}',
  ),
  columns: text(
    "JSON: what is to be done with columns that are no field of a contact: an array of `header`, " +
      "and any of `import` (false: the column is left out), `name` (what it is called instead), " +
      "`type` (text, number, date or choice: a value of another type gives its row a warning) and " +
      "`choices`",
    '[{"header":"Fax","import":false},{"header":"Since","name":"Member since","type":"date"}]',
  ),
  encoding: text("a label of the Encoding Standard", "windows-1252"),
  delimiter: text("one of , ; | or a tab, or the word tab", ";"),
  header_row: text("the row that names the columns", "1"),
  sheet: text("the sheet of a workbook; by default the first that holds a list"),
  region: text(
    "the country of phone numbers without a country code: ISO 3166-1 alpha-2, or none; if not given, " +
      "it is detected where the file shows it",
    "DE",
  ),
  fold_gmail: text(
    "true: treat Gmail addresses that differ only in dots and +tags as the same address",
    "false",
  ),
  same_person: text(
    "if rows of one person differ: first (keep the first, with a warning) or ask (open an issue for " +
      "each)",
    "first",
  ),
});

/** What a form with a file may be refused for, besides its quota. */
const ofForm = ["MALFORMED_FORM", 401, 403, 404, 408, "FILE_GONE", 413, 415, 422, 503] as const;

/**
 * Register this one with `app.post(createJob.getRoutingPath(), …)`: `app.openapi` would read the
 * whole form into memory to check it.
 */
export const createJob = route({
  method: "post",
  path: "/jobs",
  summary: "Upload a file of contacts and open its job",
  request: {
    headers: z.object({
      "Idempotency-Key": z.string().min(1).max(255).optional().openapi({
        param: { example: story.IDEMPOTENCY_KEY },
        description:
          "a retry with the same key, file and options returns the same job; any other is 422",
      }),
    }),
    body: {
      required: true,
      content: {
        "multipart/form-data": { schema: UploadForm, example: story.upload },
      },
    },
  },
  responses: {
    201: {
      ...json(Job, "the job, PENDING", story.pendingJob),
      headers: z.object({ Location: z.string().openapi({ description: "the job's path" }) }),
    },
    ...problems(...ofForm, "FILE_INFECTED", "FILES_IN_WORK"),
  },
});

/** Register this one like `createJob`, for the same reason. */
export const previewFile = route({
  method: "post",
  path: "/jobs/preview",
  summary: "How a file would be read; nothing is stored",
  description: "For a text file the beginning is enough, for example 256 KiB: then set `partial`.",
  request: {
    body: {
      required: true,
      content: {
        "multipart/form-data": {
          schema: UploadForm.extend({
            partial: text("true if the file continues after what is sent"),
            fallback_region: text(
              "the country of phone numbers where neither region nor the file says it",
              "DE",
            ),
          }),
          example: story.upload,
        },
      },
    },
  },
  responses: {
    200: json(FilePreview, "the preview", story.preview),
    ...problems(...ofForm, "PREVIEWS_AT_ONCE"),
  },
});

export const deleteJob = route({
  method: "delete",
  path: "/jobs/{id}",
  summary: "Delete the job, its file and everything read from it; this cannot be undone",
  request: { params: JobPath },
  responses: { 200: json(DeleteAnswer, "deleted", story.deleted), ...problems(401, 403, 404, 503) },
});

export const listJobs = route({
  method: "get",
  path: "/jobs",
  summary: "My jobs, newest first",
  request: { query: Paging },
  responses: {
    200: page(Job, "a page of jobs", [story.completedJob]),
    ...problems(401, 422, "READ_MODEL_BEHIND"),
  },
});

export const getJob = route({
  method: "get",
  path: "/jobs/{id}",
  summary: "One job",
  request: { params: JobPath, query: Moment },
  responses: { 200: json(Job, "the job", story.reviewedJob), ...ofPast },
});

export const finalizeJob = route({
  method: "post",
  path: "/jobs/{id}/finalize",
  summary: "Finalise: create the clean list",
  request: { params: JobPath },
  responses: {
    200: json(FinalizeAnswer, "finalised", story.finalized),
    ...problems(401, 403, 404, "ISSUES_OPEN", 429, 503),
  },
});

const WithReasons = z.object({
  reasons: z.enum(["true", "false"]).default("false").openapi({
    param: { example: "true" },
    description: "true: each row says why it is not on the clean list",
  }),
});

export const listRows = route({
  method: "get",
  path: "/jobs/{id}/rows",
  summary: "The rows as read, in file order, or those that a search finds as they are now",
  request: { params: JobPath, query: Placed.extend({ ...Searching.shape, ...WithReasons.shape }) },
  responses: {
    200: foundPage(RawRow, "a page of rows", story.rows),
    ...ofPast,
  },
});

/** A clean list in one of its versions. */
const OfList = z.object({
  list_version: z.coerce.number().int().min(1).optional().openapi({
    param: { example: 1 },
    type: "integer",
    description: "an earlier version of the list; the current one by default",
  }),
});

/** A query about the list as it is now. */
const ofList = { ...ofQuery, ...problems("NOT_FINALIZED") };

const ofContacts = {
  ...ofPast,
  ...problems("NOT_FINALIZED"),
};
const ofDownload = { ...ofContacts, ...problems("DOWNLOADS_RUN") };

const download = <Content>(content: Content) => ({
  200: { description: "the file", content },
  204: { description: "with check=true: the download would begin" },
  ...ofDownload,
});

const binary = z.string().openapi({ format: "binary" });
const csv = (example: string) => download({ "text/csv": { schema: binary, example } });

/** Asked before a download that shows nobody its refusal, such as a browser's. */
const Checking = z.object({
  check: z.enum(["true", "false"]).default("false").openapi({
    param: { example: "false" },
    description:
      "true: do not send the file, only say whether the download would start: 204, or why not",
  }),
});

const WithMark = z.object({
  bom: z.enum(["true", "false"]).default("false").openapi({
    param: { example: "true" },
    description: "true: begin with a byte order mark, so that Excel reads UTF-8",
  }),
});

export const listContacts = route({
  method: "get",
  path: "/jobs/{id}/contacts",
  summary: "The clean list; 409 NOT_FINALIZED before it exists",
  request: { params: JobPath, query: Placed.extend(OfList.shape).extend(Searching.shape) },
  responses: { 200: foundPage(Contact, "a page of contacts", story.contacts), ...ofContacts },
});

export const listColumnFills = route({
  method: "get",
  path: "/jobs/{id}/contacts/columns",
  summary: "How full and how varied each column of the clean list is, and what was normalised",
  request: { params: JobPath, query: ReadYourWrites.extend(OfList.shape) },
  responses: {
    200: json(z.array(ColumnFill), "fields first, then the file's own columns", story.columnFills),
    ...ofList,
  },
});

export const downloadContacts = route({
  method: "get",
  path: "/jobs/{id}/contacts.csv",
  summary: "The clean list as a CSV file, safe to open in a spreadsheet",
  request: {
    params: JobPath,
    query: Moment.extend({ ...OfList.shape, ...WithMark.shape, ...Checking.shape }),
  },
  responses: csv(story.CONTACTS_CSV),
});

export const downloadWorkbook = route({
  method: "get",
  path: "/jobs/{id}/contacts.xlsx",
  summary: "The clean list as an Excel workbook",
  request: { params: JobPath, query: Moment.extend({ ...OfList.shape, ...Checking.shape }) },
  responses: download({
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": { schema: binary },
  }),
});

export const downloadJson = route({
  method: "get",
  path: "/jobs/{id}/contacts.json",
  summary: "The clean list as one JSON array",
  request: { params: JobPath, query: Moment.extend({ ...OfList.shape, ...Checking.shape }) },
  responses: download({
    "application/json": { schema: z.array(Contact), example: story.contacts },
  }),
});

export const downloadRejected = route({
  method: "get",
  path: "/jobs/{id}/rejected.csv",
  summary:
    "The rows not on the list, excluded or merged, with the reason, to correct and upload again",
  request: {
    params: JobPath,
    query: ReadYourWrites.extend({ ...WithMark.shape, ...Checking.shape }),
  },
  responses: csv(story.REJECTED_CSV),
});

export const listContactLists = route({
  method: "get",
  path: "/jobs/{id}/lists",
  summary: "The versions of the clean list, newest first",
  request: { params: JobPath, query: Paging },
  responses: {
    200: page(ContactList, "a page of versions", story.lists),
    ...ofQuery,
  },
});

export const diffContacts = route({
  method: "get",
  path: "/jobs/{id}/contacts/diff",
  summary: "What differs between two versions of the clean list",
  request: {
    params: JobPath,
    query: Paging.extend({
      from: z.coerce.number().int().min(1).optional().openapi({
        param: { example: 1 },
        type: "integer",
        description: "a version of the list; the one before `to` by default",
      }),
      to: z.coerce.number().int().min(1).optional().openapi({
        param: { example: 2 },
        type: "integer",
        description: "a version of the list; the newest by default",
      }),
    }),
  },
  responses: {
    200: page(ContactChange, "a page of differences", story.changes),
    ...ofList,
  },
});

export const explainContact = route({
  method: "get",
  path: "/jobs/{id}/contacts/{contact_id}/provenance",
  summary: "Why a contact is on the list, and where each of its values comes from",
  request: {
    params: JobPath.extend({
      contact_id: z.coerce.number().int().min(1).openapi({
        param: { name: "contact_id", in: "path", example: 3 },
        type: "integer",
      }),
    }),
    query: Paging,
  },
  responses: {
    200: linked(
      Provenance,
      "the provenance, with a page of the rows that are excluded",
      story.provenance,
    ),
    ...ofList,
  },
});

export const listHistory = route({
  method: "get",
  path: "/jobs/{id}/events",
  summary: "What happened to the job, who did it and when",
  request: {
    params: JobPath,
    query: PagingOfJob.extend({
      order: z.enum(["oldest", "newest"]).default("oldest").openapi({
        param: { example: "newest" },
        description: "which entries come first",
      }),
      kind: HistoryKind.optional().openapi({ param: { example: "decision" } }),
      actor: z.string().max(100).optional().openapi({
        param: { example: "system" },
        description: "only what this user did, by his id; system: what nobody did",
      }),
    }),
  },
  responses: {
    200: page(HistoryEntry, "a page of the history", story.history),
    ...ofPast,
  },
});

export const getUndo = route({
  method: "get",
  path: "/jobs/{id}/undo",
  summary: "What can be undone and redone next",
  description:
    "Derived from the history alone, so that it is the same on every device. An undo of " +
    "one issue, or of a rule, counts where it takes back what was done last.",
  request: { params: JobPath, query: ReadYourWrites },
  responses: {
    200: json(UndoState, "the next steps", story.undoState),
    ...ofQuery,
  },
});

export const streamJob = route({
  method: "get",
  path: "/jobs/{id}/stream",
  summary: "The job, live: Server-Sent Events",
  description: "`job` carries the Job, at connect and on each change; `issues` carries " +
    '`{"version":n}` when issues changed; `deleted` says that the job is gone, and ends the ' +
    "stream. The id of an event is its version.",
  request: { params: JobPath },
  responses: {
    200: {
      description: "a stream that stays open",
      content: { "text/event-stream": { schema: z.string(), example: story.STREAM } },
    },
    ...problems(401, 404, "LIVE_VIEWS", 503),
  },
});
