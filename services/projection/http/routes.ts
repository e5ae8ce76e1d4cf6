/** The queries over HTTP. Every one of them is about the signed-in user's own jobs. */
import {
  diffContacts,
  downloadContacts,
  downloadJson,
  downloadRejected,
  downloadWorkbook,
  explainContact,
  getJob,
  listContactLists,
  listContacts,
  listHistory,
  listIssues,
  listJobs,
  listRows,
  streamJob,
} from "@rollcall/contracts/routes";
import type { EventStore, Sql } from "@rollcall/event-store";
import type { App, AppEnv } from "@rollcall/runtime/http.ts";
import { validationFailed } from "@rollcall/runtime/problem.ts";
import type { Context, MiddlewareHandler } from "hono";
import type { LiveFeed } from "../live/feed.ts";
import { PastJobs } from "../past/past_jobs.ts";
import type { Freshness } from "../queries/freshness.ts";
import { type JobView, liveView } from "../queries/job_view.ts";
import * as jobs from "../queries/jobs.ts";
import { listChanges, listLists, spanOf } from "../queries/lists.ts";
import { type ListName, type Page, type PageQuery, readCursor } from "../queries/page.ts";
import * as provenance from "../queries/provenance.ts";
import { rejectedRows } from "../queries/rejected.ts";
import {
  csvDownload,
  jsonDownload,
  PAGE_ROWS,
  rejectedDownload,
  workbookDownload,
} from "./download.ts";
import { downloadPlaces } from "./download_places.ts";

export interface RouteOptions {
  store: EventStore;
  /** where the read models are read from */
  reads: Sql;
  freshness: Freshness;
  feed: LiveFeed;
  auth: MiddlewareHandler<AppEnv>;
}

/** Adds the routes of the projection to an app. */
export function addRoutes(
  app: App,
  { store, reads: sql, freshness, feed, auth }: RouteOptions,
): void {
  const past = new PastJobs(store);
  app.use("/jobs", auth);
  app.use("/jobs/*", auth);
  const places = downloadPlaces();
  for (const file of ["contacts.csv", "contacts.xlsx", "contacts.json", "rejected.csv"]) {
    app.use(`/jobs/:id/${file}`, places);
  }

  app.openapi(listJobs, async (c) => {
    const query = c.req.valid("query");
    await freshness.reach(query.min_version);
    return c.json(show(c, await jobs.listJobs(sql, c.var.userId, pageQuery("jobs", query))), 200);
  });

  app.openapi(getJob, async (c) => {
    return c.json((await viewOf(c, c.req.valid("query"))).job(), 200);
  });

  app.openapi(listIssues, async (c) => {
    const query = c.req.valid("query");
    const page = pageQuery("issues", query);
    return c.json(show(c, await (await viewOf(c, query)).issues(query, page)), 200);
  });

  app.openapi(listRows, async (c) => {
    const query = c.req.valid("query");
    const page = pageQuery("rows", query);
    return c.json(show(c, await (await viewOf(c, query)).rows(page)), 200);
  });

  app.openapi(listContacts, async (c) => {
    const query = c.req.valid("query");
    const page = pageQuery("contacts", query);
    return c.json(show(c, await (await viewOf(c, query)).contacts(page, query.list_version)), 200);
  });

  app.openapi(downloadContacts, async (c) => {
    const query = c.req.valid("query");
    return await csvDownload(await viewOf(c, query), query);
  });

  app.openapi(downloadWorkbook, async (c) => {
    const query = c.req.valid("query");
    return await workbookDownload(await viewOf(c, query), query);
  });

  app.openapi(downloadJson, async (c) => {
    const query = c.req.valid("query");
    return await jsonDownload(await viewOf(c, query), query);
  });

  app.openapi(downloadRejected, async (c) => {
    const { min_version, bom } = c.req.valid("query");
    const job = await freshJob(c, min_version);
    return rejectedDownload(await rejectedRows(sql, job, PAGE_ROWS), bom === "true");
  });

  app.openapi(listContactLists, async (c) => {
    const query = c.req.valid("query");
    const page = pageQuery("lists", query);
    return c.json(show(c, await listLists(sql, await freshJob(c, query.min_version), page)), 200);
  });

  app.openapi(diffContacts, async (c) => {
    const query = c.req.valid("query");
    const page = pageQuery("changes", query);
    const job = await freshJob(c, query.min_version);
    const span = spanOf(job, query);
    // Named in the link to the next page, so that it is about the same two versions.
    return c.json(show(c, await listChanges(sql, job, span, page), { ...span }), 200);
  });

  app.openapi(explainContact, async (c) => {
    const job = await freshJob(c, c.req.valid("query").min_version);
    const { contact_id } = c.req.valid("param");
    return c.json(await provenance.explainContact(sql, job, contact_id), 200);
  });

  app.openapi(listHistory, async (c) => {
    const query = c.req.valid("query");
    const page = pageQuery("events", query);
    return c.json(show(c, await (await viewOf(c, query)).history(page)), 200);
  });

  app.openapi(streamJob, async (c) => {
    const job = await ownJob(c);
    const lastEventId = Number(c.req.header("last-event-id")) || undefined;
    return feed.follow(job, { lastEventId, endsAt: c.var.tokenExpiresAt });
  });

  /** The job now, including what was written up to `min_version`, or as it was at `at_version`. */
  async function viewOf(c: Context<AppEnv>, moment: MomentQuery): Promise<JobView> {
    const { min_version, at_version } = moment;
    if (at_version === undefined) {
      return liveView(sql, await freshJob(c, min_version));
    }
    if (min_version === undefined) {
      return await past.at(c.var.userId, c.req.param("id")!, at_version);
    }
    throw validationFailed([{
      path: "query.at_version",
      message: "goes without min_version: the past does not change",
    }]);
  }

  async function freshJob(
    c: Context<AppEnv>,
    min_version: number | undefined,
  ): Promise<jobs.StoredJob> {
    await freshness.reach(min_version);
    return await ownJob(c);
  }

  function ownJob(c: Context<AppEnv>): Promise<jobs.StoredJob> {
    return jobs.findFreshJob({ store, sql, freshness }, c.var.userId, c.req.param("id")!);
  }
}

interface MomentQuery {
  min_version?: number | undefined;
  at_version?: number | undefined;
}

function pageQuery(list: ListName, query: { cursor?: string; limit: number }): PageQuery {
  return { after: readCursor(list, query.cursor), limit: query.limit };
}

/** The page's items; the next page, if any, goes into the Link header, as a path of the API. */
function show<Item>(
  c: Context<AppEnv>,
  page: Page<Item>,
  found: Record<string, number> = {},
): Item[] {
  if (page.next !== undefined) {
    const url = new URL(c.req.url);
    const query = { ...found, cursor: page.next };
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    url.searchParams.delete("min_version");
    c.header("link", `<${url.pathname}?${url.searchParams}>; rel="next"`);
  }
  return page.items;
}
