/** The queries over HTTP. Every one of them is about the signed-in user's own jobs. */
import {
  diffContacts,
  downloadContacts,
  downloadJson,
  downloadRejected,
  downloadWorkbook,
  explainContact,
  exportMe,
  getJob,
  getUndo,
  listColumnFills,
  listContactLists,
  listContacts,
  listHistory,
  listIssues,
  listJobs,
  listRowIds,
  listRows,
  listValues,
  streamJob,
} from "@rollcall/contracts/routes";
import type { Job } from "@rollcall/contracts/api";
import type { EventStore, Sql } from "@rollcall/event-store";
import type { Retention } from "@rollcall/platform/accounts/retention.ts";
import type { App, AppEnv } from "@rollcall/platform/http.ts";
import { validationFailed } from "@rollcall/platform/problem.ts";
import type { NoteRequest } from "@rollcall/platform/security_log/note_request.ts";
import { goFirst } from "@rollcall/platform/fairness/right_of_way.ts";
import type { Context, MiddlewareHandler } from "hono";
import type { AccountFile } from "./account_files.ts";
import { filesOf } from "./export_archive.ts";
import type { LiveFeed } from "../live/feed.ts";
import type { PastJobs } from "../past/past_jobs.ts";
import type { Freshness } from "../queries/freshness.ts";
import * as contacts from "../queries/contacts.ts";
import * as history from "../queries/history.ts";
import * as issues from "../queries/issues.ts";
import * as jobs from "../queries/jobs.ts";
import { listChanges, ListCounts, listLists, spanOf } from "../queries/lists.ts";
import {
  askedBy,
  bindCursor,
  type FoundPage,
  type ListName,
  momentOf,
  type Page,
  type PageQuery,
  readCursor,
} from "../queries/page.ts";
import * as provenance from "../queries/provenance.ts";
import { rejectedRows } from "../queries/rejected.ts";
import * as rows from "../queries/rows.ts";
import type { JobRow } from "../fold/model.ts";
import { type JobRecords, PAGE_ROWS } from "../records/job_records.ts";
import type { EditedCells } from "../records/edited_cells.ts";
import { FoundOrders } from "../records/found_orders.ts";
import { isSearch } from "../records/search.ts";
import { StoredRecords } from "../records/stored_records.ts";
import { Refused } from "../refusal.ts";
import {
  csvDownload,
  jsonDownload,
  rejectedDownload,
  workbookDownload,
  zipDownload,
} from "./download.ts";
import { downloadPlaces } from "./download_places.ts";
import { inTurn } from "./in_turn.ts";
import { DOWNLOADS, EXPORT, isLong } from "./long_work.ts";
import { noteViews } from "./viewed.ts";
import { zipped } from "./zip.ts";

export interface RouteOptions {
  store: EventStore;
  /** where the read models are read from */
  reads: Sql;
  freshness: Freshness;
  past: PastJobs;
  feed: LiveFeed;
  auth: MiddlewareHandler<AppEnv>;
  note: NoteRequest;
  /** what identity knows of whoever asks */
  editedCells: EditedCells;
  accountOf: (request: Request) => Promise<AccountFile[]>;
  /** how long a user's jobs are kept */
  retentionOf: (userId: string) => Promise<Retention>;
}

/** Adds the routes of the projection to an app. */
export function addRoutes(
  app: App,
  options: RouteOptions,
): void {
  const { store, reads: sql, freshness, past, feed, auth, note, editedCells } = options;
  const { accountOf, retentionOf } = options;
  const isErased = sql === store.sql ? undefined : (jobId: string) => store.keyring.isErased(jobId);
  const reading = { isErased, editedCells };
  const counts = new ListCounts();
  const orders = new FoundOrders();
  // Before the token is looked at, which takes a turn of its own.
  app.use("/jobs", shortFirst);
  app.use("/jobs/*", shortFirst);
  app.use(EXPORT, shortFirst);
  app.use("/jobs", auth);
  app.use("/jobs/*", auth);
  app.use(EXPORT, auth);
  const turns = inTurn();
  app.use("/jobs", turns);
  app.use("/jobs/*", turns);
  app.use("/jobs/*", noteViews(note));
  const places = downloadPlaces();
  app.use(EXPORT, places);
  for (const file of DOWNLOADS) app.use(`/jobs/:id/${file}`, places);

  app.openapi(listJobs, async (c) => {
    const query = c.req.valid("query");
    await freshness.reach(query.min_version, { userId: c.var.userId });
    const page = pageQuery(c, "jobs", query);
    return c.json(
      show(
        c,
        await jobs.listJobs({ store, sql }, c.var.userId, page, await retentionOf(c.var.userId)),
      ),
      200,
    );
  });

  app.openapi(getJob, async (c) => {
    const { job } = await recordsOf(c, c.req.valid("query"));
    return c.json(jobs.toJob(job, await retentionOf(job.user_id)), 200);
  });

  app.openapi(listIssues, async (c) => {
    const query = c.req.valid("query");
    const page = pageQuery(c, "issues", query);
    if (isSearch(query)) {
      const records = await recordsToSearch(c, query);
      const found = await issues.searchedIssues(records, query, query, page, orders);
      return c.json(showFound(c, found), 200);
    }
    return c.json(show(c, await issues.listIssues(await recordsOf(c, query), query, page)), 200);
  });

  app.openapi(listRows, async (c) => {
    const query = c.req.valid("query");
    const page = pageQuery(c, "rows", query);
    const withReasons = query.reasons === "true";
    if (isSearch(query)) {
      const records = await recordsToSearch(c, query);
      return c.json(
        showFound(c, await rows.searchedRows(records, query, page, orders, withReasons)),
        200,
      );
    }
    const read = await rows.listRows(await recordsOf(c, query), page, withReasons);
    return c.json(page.offset === undefined ? show(c, read) : showFound(c, read), 200);
  });

  app.openapi(listRowIds, async (c) => {
    const query = c.req.valid("query");
    return c.json(await rows.foundRowIds(await recordsToSearch(c, query), query), 200);
  });

  app.openapi(listValues, async (c) => {
    const { column, ...query } = c.req.valid("query");
    const records = await recordsToSearch(c, query);
    return c.json(await rows.valuesOfColumn(records, column, query), 200);
  });

  app.openapi(listContacts, async (c) => {
    const query = c.req.valid("query");
    const page = pageQuery(c, "contacts", query);
    if (isSearch(query)) {
      const records = await recordsToSearch(c, query);
      const { list_version } = query;
      const pastAt = (position: number) => past.at(c.var.userId, records.job.id, position);
      const found = await contacts.searchedContacts(
        records,
        list_version,
        query,
        page,
        pastAt,
        orders,
      );
      return c.json(showFound(c, found), 200);
    }
    const found = await contacts.listContacts(await recordsOf(c, query), query.list_version, page);
    return c.json(page.offset === undefined ? show(c, found) : showFound(c, found), 200);
  });

  app.openapi(listColumnFills, async (c) => {
    const { min_version, list_version } = c.req.valid("query");
    const records = new StoredRecords(sql, await freshJob(c, min_version), reading);
    return c.json(await contacts.columnFills(records, list_version), 200);
  });

  app.openapi(downloadContacts, async (c) => {
    const query = c.req.valid("query");
    return await csvDownload(await recordsOf(c, query), query);
  });

  app.openapi(downloadWorkbook, async (c) => {
    const query = c.req.valid("query");
    return await workbookDownload(await recordsOf(c, query), query);
  });

  app.openapi(downloadJson, async (c) => {
    const query = c.req.valid("query");
    return await jsonDownload(await recordsOf(c, query), query);
  });

  app.openapi(downloadRejected, async (c) => {
    const { min_version, bom } = c.req.valid("query");
    const records = await recordsOf(c, { min_version });
    return rejectedDownload(await rejectedRows(records, PAGE_ROWS), bom === "true");
  });

  app.openapi(listContactLists, async (c) => {
    const query = c.req.valid("query");
    const page = pageQuery(c, "lists", query);
    return c.json(show(c, await listLists(await recordsOf(c, query), counts, page)), 200);
  });

  app.openapi(diffContacts, async (c) => {
    const query = c.req.valid("query");
    const page = pageQuery(c, "changes", query);
    const records = await recordsOf(c, query);
    const span = spanOf(records.job, query);
    // Named in the link to the next page, so that it is about the same two versions.
    return c.json(show(c, await listChanges(records, span, page), { ...span }), 200);
  });

  app.openapi(explainContact, async (c) => {
    const query = c.req.valid("query");
    const page = pageQuery(c, "left-out", query);
    const { contact_id } = c.req.valid("param");
    const records = await recordsOf(c, query);
    const { off_list, ...told } = await provenance.explainContact(records, contact_id, page);
    const [merged, left_out] = provenance.inTwo(show(c, off_list));
    return c.json({ ...told, merged, left_out }, 200);
  });

  app.openapi(listHistory, async (c) => {
    const query = c.req.valid("query");
    const page = pageQuery(c, "events", query);
    const records = await recordsOf(c, query);
    return c.json(show(c, await history.listHistory(records, query, page)), 200);
  });

  app.openapi(getUndo, async (c) => {
    const { min_version } = c.req.valid("query");
    const records = new StoredRecords(sql, await freshJob(c, min_version), reading);
    return c.json(await history.undoState(records), 200);
  });

  app.openapi(exportMe, async (c) => {
    const { userId } = c.var;
    const files = filesOf({
      userId,
      account: await accountOf(c.req.raw),
      jobs: () => allJobs(userId),
      recordsOf: async (id) => {
        const job = await jobs.findFreshJob({ store, sql, freshness }, userId, id)
          .catch((error: unknown) => {
            if (error instanceof Refused && error.refusal.outcome === "unknown job") {
              return undefined;
            }
            throw error;
          });
        return job && new StoredRecords(sql, job, reading);
      },
    });
    note(c, "exported");
    return zipDownload("rollcall-export.zip", zipped(files));
  });

  app.openapi(streamJob, async (c) => {
    const job = await ownJob(c);
    const retention = await retentionOf(job.user_id);
    const lastEventId = Number(c.req.header("last-event-id")) || undefined;
    return new Response(
      feed.follow(job, { lastEventId, endsAt: c.var.tokenExpiresAt, retention }),
      {
        headers: {
          "content-type": "text/event-stream; charset=utf-8",
          "cache-control": "no-store",
          "x-accel-buffering": "no",
        },
      },
    );
  });

  async function* allJobs(userId: string): AsyncGenerator<Job[]> {
    const retention = await retentionOf(userId);
    let cursor: string | undefined;
    do {
      const page = { after: readCursor("jobs", cursor), limit: PAGE_ROWS };
      const { items, next } = await jobs.listJobs({ store, sql }, userId, page, retention);
      yield items;
      cursor = next;
    } while (cursor !== undefined);
  }

  /** The job now, including what was written up to `min_version`, or as it was at `at_version`. */
  async function recordsOf(c: Context<AppEnv>, moment: MomentQuery): Promise<JobRecords> {
    const { min_version, at_version } = moment;
    if (at_version === undefined) {
      return new StoredRecords(sql, await freshJob(c, min_version), reading);
    }
    if (min_version === undefined) {
      return await past.at(c.var.userId, c.req.param("id")!, at_version);
    }
    throw validationFailed([{
      path: "query.at_version",
      message: "goes without min_version: the past does not change",
    }]);
  }

  async function recordsToSearch(
    c: Context<AppEnv>,
    { min_version, at_version }: MomentQuery,
  ): Promise<StoredRecords> {
    if (at_version === undefined) {
      return new StoredRecords(sql, await freshJob(c, min_version), { editedCells });
    }
    throw validationFailed([{
      path: "query.at_version",
      message: "goes without q, sort and filter: only the present is searched",
    }]);
  }

  async function freshJob(
    c: Context<AppEnv>,
    min_version: number | undefined,
  ): Promise<JobRow> {
    const jobId = c.req.param("id")!;
    if (min_version !== undefined) {
      // Nobody waits for the projection to hear that a job is gone.
      if (await store.keyring.isErased(jobId)) throw new Refused({ outcome: "unknown job" });
      await freshness.reach(min_version, { jobId });
    }
    return await ownJob(c);
  }

  function ownJob(c: Context<AppEnv>): Promise<JobRow> {
    return jobs.findFreshJob({ store, sql, freshness }, c.var.userId, c.req.param("id")!);
  }
}

/** Short requests do not wait for long ones (promise 12). */
const shortFirst: MiddlewareHandler<AppEnv> = async (c, next) => {
  await (isLong(new URL(c.req.url)) ? next() : goFirst(next));
};

interface MomentQuery {
  min_version?: number | undefined;
  at_version?: number | undefined;
}

function pageQuery(
  c: Context<AppEnv>,
  list: ListName,
  { cursor, offset, limit }: {
    cursor?: string | undefined;
    offset?: number | undefined;
    limit: number;
  },
): PageQuery {
  if (cursor !== undefined && offset !== undefined) {
    throw validationFailed([{
      path: "query.offset",
      message: "goes without cursor: both say where the page begins",
    }]);
  }
  const after = readCursor(list, cursor, askedBy(new URL(c.req.url).searchParams));
  return { after, at: momentOf(cursor), offset, limit };
}

/** The same for a page that was found, with how many there are in all. */
function showFound<Item>(c: Context<AppEnv>, page: FoundPage<Item>): Item[] {
  c.header("x-total-count", String(page.total));
  return show(c, page);
}

/** The page's items; the next page, if any, goes into the Link header, as a path of the API. */
function show<Item>(
  c: Context<AppEnv>,
  page: Page<Item>,
  found: Record<string, number> = {},
): Item[] {
  if (page.next !== undefined) {
    const url = new URL(c.req.url);
    const query = url.searchParams;
    for (const [name, value] of Object.entries(found)) query.set(name, String(value));
    query.set("cursor", bindCursor(page.next, askedBy(query)));
    query.delete("min_version");
    query.delete("offset");
    c.header("link", `<${url.pathname}?${url.searchParams}>; rel="next"`);
  }
  return page.items;
}
