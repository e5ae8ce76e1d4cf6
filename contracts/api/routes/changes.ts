/** Routes about changing rows that no issue asks about. */
import { z } from "@hono/zod-openapi";
import {
  ChangeAnswer,
  ColumnValues,
  RowChange,
  RowIdsFound,
  RowsAsked,
  RowsChange,
  RowsChangePreview,
} from "../changes.ts";
import * as story from "../story.ts";
import {
  JobPath,
  json,
  jsonBodies,
  jsonBody,
  ofBulkCommand,
  ofQuery,
  ReadYourWrites,
  routesOf,
  Searching,
  signedIn,
} from "./parts.ts";

const route = routesOf("Rows", signedIn);

export const editRow = route({
  method: "post",
  path: "/jobs/{id}/rows/edit",
  summary: "Change values of any row",
  description:
    "What is typed is checked as an edit of an issue is. An open issue whose problem is " +
    "gone is withdrawn, and a row that meets another one's address is asked about. Where there is a " +
    "clean list it becomes a former one: finalising again creates the next.",
  request: { params: JobPath, body: jsonBody(RowChange, story.rowChange) },
  responses: { 200: json(ChangeAnswer, "changed", story.rowChanged), ...ofBulkCommand },
});

export const previewEdit = route({
  method: "post",
  path: "/jobs/{id}/rows/edit/preview",
  summary: "Whether values would be taken, and what they would ask; changes nothing",
  request: { params: JobPath, body: jsonBody(RowChange, story.rowChange) },
  responses: { 200: json(RowsChangePreview, "the effects", story.editEffects), ...ofBulkCommand },
});

export const excludeRows = route({
  method: "post",
  path: "/jobs/{id}/rows/exclude",
  summary: "Exclude any rows from the clean list",
  description: "Rows that are excluded already stay as they are.",
  request: { params: JobPath, body: jsonBody(RowsAsked, story.rowsAsked) },
  responses: { 200: json(ChangeAnswer, "excluded", story.rowChanged), ...ofBulkCommand },
});

export const bringBackRows = route({
  method: "post",
  path: "/jobs/{id}/rows/bring-back",
  summary: "Bring excluded rows back",
  description:
    "A row that was excluded as a row takes part again. Where a decision on an issue left " +
    "it out, that decision is taken back, so that the issue is open again.",
  request: { params: JobPath, body: jsonBody(RowsAsked, story.rowsAsked) },
  responses: { 200: json(ChangeAnswer, "brought back", story.rowsBroughtBack), ...ofBulkCommand },
});

export const changeRows = route({
  method: "post",
  path: "/jobs/{id}/rows/change",
  summary: "Change many rows by one operation",
  description: "It is one change, undone as a whole. Rows of which it would make something wrong " +
    "stay as they are.",
  request: { params: JobPath, body: jsonBodies(RowsChange, story.rowsChanges) },
  responses: { 200: json(ChangeAnswer, "changed", story.rowsChanged), ...ofBulkCommand },
});

export const previewChange = route({
  method: "post",
  path: "/jobs/{id}/rows/change/preview",
  summary: "What an operation would change; changes nothing",
  request: { params: JobPath, body: jsonBodies(RowsChange, story.rowsChanges) },
  responses: { 200: json(RowsChangePreview, "the effects", story.changeEffects), ...ofBulkCommand },
});

export const listRowIds = route({
  method: "get",
  path: "/jobs/{id}/rows/ids",
  summary: "The rows that a search finds, as a set to be changed",
  request: { params: JobPath, query: ReadYourWrites.extend(Searching.omit({ sort: true }).shape) },
  responses: {
    200: json(RowIdsFound, "the rows", story.rowIdsFound),
    ...ofQuery,
  },
});

export const listValues = route({
  method: "get",
  path: "/jobs/{id}/rows/values",
  summary: "The values of a column with how many rows have each, and which are probably one",
  request: {
    params: JobPath,
    query: ReadYourWrites.extend({
      ...Searching.omit({ sort: true }).shape,
      column: z.string().min(1).max(1_000).default("email").openapi({
        param: { example: "company" },
        description: "a field, or a column that is no field",
      }),
    }),
  },
  responses: {
    200: json(ColumnValues, "the values", story.columnValues),
    ...ofQuery,
  },
});
