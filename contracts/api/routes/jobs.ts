/** Routes about jobs: opening one, reading it and what came of it. */
import { createRoute, z } from "@hono/zod-openapi";
import { FinalizeAnswer } from "../issues.ts";
import {
  Contact,
  ContactChange,
  ContactList,
  DeleteAnswer,
  FilePreview,
  HistoryEntry,
  Job,
  Provenance,
  RawRow,
} from "../jobs.ts";
import {
  foundPage,
  JobPath,
  json,
  linked,
  Moment,
  page,
  Paging,
  PagingOfJob,
  problems,
  ReadYourWrites,
  Searching,
  signedIn,
} from "./parts.ts";

const tags = ["Jobs"];
const security = signedIn;

const text = (description: string, example?: string) =>
  z.string().optional().openapi({ description, ...(example && { example }) });

/** How the file is to be read; what is left out is found out. */
const UploadForm = z.object({
  file: z.string().openapi({ format: "binary", description: "a .csv or .xlsx file" }),
  mapping: text(
    "JSON: field → header, for columns that are not known by name; null for a field that no " +
      "column is to be",
    '{"email":"E-Mail (work)","job_title":null}',
  ),
  encoding: text("a label of the Encoding Standard", "windows-1252"),
  delimiter: text("one of , ; | and a tab, or the word tab", ";"),
  header_row: text("the line, or the sheet's row, that names the columns", "1"),
  sheet: text("the sheet of a workbook; the first where left out"),
  region: text("where phone numbers without a country code belong: ISO 3166-1 alpha-2", "DE"),
  fold_gmail: text(
    "true: gmail addresses that differ in dots and +tags are told to be one",
    "false",
  ),
  same_person: text(
    "where rows of one person differ: first (the first stands, and it is told) or ask (each is an " +
      "issue)",
    "first",
  ),
});

/**
 * Register this one with `app.post(createJob.getRoutingPath(), …)`: `app.openapi` would read the
 * whole form into memory to check it.
 */
export const createJob = createRoute({
  method: "post",
  path: "/jobs",
  tags,
  security,
  summary: "Upload a CSV or XLSX file and open its job",
  request: {
    headers: z.object({
      "Idempotency-Key": z.string().min(1).max(255).optional().openapi({
        description: "a retry with the same key, file and options is the same job; others are 422",
      }),
    }),
    body: {
      required: true,
      content: {
        "multipart/form-data": {
          schema: UploadForm,
        },
      },
    },
  },
  responses: {
    201: {
      ...json(Job, "the job, PENDING"),
      headers: z.object({ Location: z.string().openapi({ description: "the job's path" }) }),
    },
    ...problems(400, 401, 403, 408, 413, 415, 422, 429, 503),
  },
});

/** Register this one like `createJob`, for the same reason. */
export const previewFile = createRoute({
  method: "post",
  path: "/jobs/preview",
  tags,
  security,
  summary: "How a file would be read; nothing is stored",
  description: "Of a CSV file the beginning will do, 256 KiB for example: then say `partial`.",
  request: {
    body: {
      required: true,
      content: {
        "multipart/form-data": {
          schema: UploadForm.extend({
            partial: text("true where the file goes on behind what is sent"),
          }),
        },
      },
    },
  },
  responses: {
    200: json(FilePreview, "the preview"),
    ...problems(400, 401, 403, 408, 413, 415, 422, 429, 503),
  },
});

export const deleteJob = createRoute({
  method: "delete",
  path: "/jobs/{id}",
  tags,
  security,
  summary: "Delete the job, its file and everything read from it, for good",
  request: { params: JobPath },
  responses: { 200: json(DeleteAnswer, "deleted"), ...problems(401, 403, 404, 503) },
});

export const listJobs = createRoute({
  method: "get",
  path: "/jobs",
  tags,
  security,
  summary: "My jobs, newest first",
  request: { query: Paging },
  responses: { 200: page(Job, "a page of jobs"), ...problems(401, 422, 503) },
});

export const getJob = createRoute({
  method: "get",
  path: "/jobs/{id}",
  tags,
  security,
  summary: "One job",
  request: { params: JobPath, query: Moment },
  responses: { 200: json(Job, "the job"), ...problems(401, 404, 413, 422, 429, 503) },
});

export const finalizeJob = createRoute({
  method: "post",
  path: "/jobs/{id}/finalize",
  tags,
  security,
  summary: "Close the review: the clean list stands",
  request: { params: JobPath },
  responses: {
    200: json(FinalizeAnswer, "finalised"),
    ...problems(401, 403, 404, 409, 429, 503),
  },
});

export const listRows = createRoute({
  method: "get",
  path: "/jobs/{id}/rows",
  tags,
  security,
  summary: "The rows as read, in file order, or those that a search finds as they are now",
  request: { params: JobPath, query: PagingOfJob.extend(Searching.shape) },
  responses: {
    200: foundPage(RawRow, "a page of rows"),
    ...problems(401, 404, 413, 422, 429, 503),
  },
});

/** A clean list in one of its versions. */
const OfList = z.object({
  list_version: z.coerce.number().int().min(1).optional().openapi({
    type: "integer",
    description: "a former version of the list; the current one where left out",
  }),
});

const ofContacts = problems(401, 404, 409, 413, 422, 429, 503);
const download = (type: string) => ({
  200: {
    description: "the file",
    content: { [type]: { schema: z.string().openapi({ format: "binary" }) } },
  },
  204: { description: "with check=true: the download would begin" },
  ...ofContacts,
});

/** Asked before a download that shows nobody its refusal, such as a browser's. */
const Checking = z.object({
  check: z.enum(["true", "false"]).default("false").openapi({
    description: "true: no file, only whether its download would begin: 204, or why it would not",
  }),
});

const WithMark = z.object({
  bom: z.enum(["true", "false"]).default("false").openapi({
    description: "true: begin with a byte-order mark, by which Excel tells UTF-8",
  }),
});

export const listContacts = createRoute({
  method: "get",
  path: "/jobs/{id}/contacts",
  tags,
  security,
  summary: "The clean list, once it is fixed; until then 409 NOT_FINALIZED",
  request: { params: JobPath, query: PagingOfJob.extend(OfList.shape).extend(Searching.shape) },
  responses: { 200: foundPage(Contact, "a page of contacts"), ...ofContacts },
});

export const downloadContacts = createRoute({
  method: "get",
  path: "/jobs/{id}/contacts.csv",
  tags,
  security,
  summary: "The clean list as a CSV file, safe to open in a spreadsheet",
  request: {
    params: JobPath,
    query: Moment.extend({ ...OfList.shape, ...WithMark.shape, ...Checking.shape }),
  },
  responses: download("text/csv"),
});

export const downloadWorkbook = createRoute({
  method: "get",
  path: "/jobs/{id}/contacts.xlsx",
  tags,
  security,
  summary: "The clean list as an Excel workbook",
  request: { params: JobPath, query: Moment.extend({ ...OfList.shape, ...Checking.shape }) },
  responses: download("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
});

export const downloadJson = createRoute({
  method: "get",
  path: "/jobs/{id}/contacts.json",
  tags,
  security,
  summary: "The clean list as one JSON array",
  request: { params: JobPath, query: Moment.extend({ ...OfList.shape, ...Checking.shape }) },
  responses: download("application/json"),
});

export const downloadRejected = createRoute({
  method: "get",
  path: "/jobs/{id}/rejected.csv",
  tags,
  security,
  summary: "The rows that are not on the clean list, with the reason, to mend and upload again",
  request: {
    params: JobPath,
    query: ReadYourWrites.extend({ ...WithMark.shape, ...Checking.shape }),
  },
  responses: download("text/csv"),
});

export const listContactLists = createRoute({
  method: "get",
  path: "/jobs/{id}/lists",
  tags,
  security,
  summary: "The versions of the clean list, newest first",
  request: { params: JobPath, query: Paging },
  responses: { 200: page(ContactList, "a page of versions"), ...problems(401, 404, 422, 503) },
});

export const diffContacts = createRoute({
  method: "get",
  path: "/jobs/{id}/contacts/diff",
  tags,
  security,
  summary: "What differs between two versions of the clean list",
  request: {
    params: JobPath,
    query: Paging.extend({
      from: z.coerce.number().int().min(1).optional().openapi({
        type: "integer",
        description: "a version of the list; the one before `to` where left out",
      }),
      to: z.coerce.number().int().min(1).optional().openapi({
        type: "integer",
        description: "a version of the list; the newest where left out",
      }),
    }),
  },
  responses: {
    200: page(ContactChange, "a page of differences"),
    ...problems(401, 404, 409, 422, 503),
  },
});

export const explainContact = createRoute({
  method: "get",
  path: "/jobs/{id}/contacts/{contact_id}/provenance",
  tags,
  security,
  summary: "Why a contact is on the list, and where each of its values comes from",
  request: {
    params: JobPath.extend({
      contact_id: z.coerce.number().int().min(1).openapi({
        param: { name: "contact_id", in: "path" },
        type: "integer",
      }),
    }),
    query: Paging,
  },
  responses: {
    200: linked(Provenance, "the provenance, with a page of the rows that are left out"),
    ...problems(401, 404, 409, 422, 503),
  },
});

export const listHistory = createRoute({
  method: "get",
  path: "/jobs/{id}/events",
  tags,
  security,
  summary: "What happened to the job, who did it and when",
  request: { params: JobPath, query: PagingOfJob },
  responses: {
    200: page(HistoryEntry, "a page of the history"),
    ...problems(401, 404, 413, 422, 429, 503),
  },
});

export const streamJob = createRoute({
  method: "get",
  path: "/jobs/{id}/stream",
  tags,
  security,
  summary: "The job, live: Server-Sent Events",
  description: "`job` carries the Job, at connect and on each change; `issues` carries " +
    '`{"version":n}` when issues changed; `deleted` says that the job is gone, and ends the ' +
    "stream. The id of an event is its version.",
  request: { params: JobPath },
  responses: {
    200: {
      description: "a stream that stays open",
      content: { "text/event-stream": { schema: z.string() } },
    },
    ...problems(401, 404, 429, 503),
  },
});
