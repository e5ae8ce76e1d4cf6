/** The queries over HTTP. Every one of them is about the signed-in user's own jobs. */
import {
  downloadContacts,
  getJob,
  listContacts,
  listHistory,
  listIssues,
  listJobs,
  listRows,
  streamJob,
} from "@rollcall/contracts/routes";
import type { EventStore } from "@rollcall/event-store";
import type { App, AppEnv } from "@rollcall/runtime/http.ts";
import type { Context, MiddlewareHandler } from "hono";
import type { LiveFeed } from "../live/feed.ts";
import * as contacts from "../queries/contacts.ts";
import type { Freshness } from "../queries/freshness.ts";
import * as history from "../queries/history.ts";
import * as issues from "../queries/issues.ts";
import * as jobs from "../queries/jobs.ts";
import { type ListName, type Page, type PageQuery, readCursor } from "../queries/page.ts";
import * as rows from "../queries/rows.ts";
import { csvDownload } from "./download.ts";

export interface RouteOptions {
  store: EventStore;
  freshness: Freshness;
  feed: LiveFeed;
  auth: MiddlewareHandler<AppEnv>;
}

/** Adds the routes of the projection to an app. */
export function addRoutes(app: App, { store, freshness, feed, auth }: RouteOptions): void {
  const { sql } = store;
  app.use("/jobs", auth);
  app.use("/jobs/*", auth);

  app.openapi(listJobs, async (c) => {
    const query = c.req.valid("query");
    await freshness.reach(query.min_version);
    return c.json(show(c, await jobs.listJobs(sql, c.var.userId, pageQuery("jobs", query))), 200);
  });

  app.openapi(getJob, async (c) => {
    await freshness.reach(c.req.valid("query").min_version);
    return c.json(jobs.toJob(await ownJob(c)), 200);
  });

  app.openapi(listIssues, async (c) => {
    const query = c.req.valid("query");
    await freshness.reach(query.min_version);
    const page = pageQuery("issues", query);
    return c.json(show(c, await issues.listIssues(sql, await ownJob(c), query, page)), 200);
  });

  app.openapi(listRows, async (c) => {
    const query = c.req.valid("query");
    await freshness.reach(query.min_version);
    const page = pageQuery("rows", query);
    return c.json(show(c, await rows.listRows(sql, await ownJob(c), page)), 200);
  });

  app.openapi(listContacts, async (c) => {
    const query = c.req.valid("query");
    await freshness.reach(query.min_version);
    const page = pageQuery("contacts", query);
    return c.json(show(c, await contacts.listContacts(sql, await ownJob(c), page)), 200);
  });

  app.openapi(downloadContacts, async (c) => {
    await freshness.reach(c.req.valid("query").min_version);
    return await csvDownload(sql, await ownJob(c));
  });

  app.openapi(listHistory, async (c) => {
    const query = c.req.valid("query");
    await freshness.reach(query.min_version);
    const page = pageQuery("events", query);
    return c.json(show(c, await history.listHistory(sql, await ownJob(c), page)), 200);
  });

  app.openapi(streamJob, async (c) => {
    const job = await ownJob(c);
    const lastEventId = Number(c.req.header("last-event-id")) || undefined;
    return feed.follow(job, { lastEventId, endsAt: c.var.tokenExpiresAt });
  });

  function ownJob(c: Context<AppEnv>): Promise<jobs.StoredJob> {
    return jobs.findFreshJob({ store, freshness }, c.var.userId, c.req.param("id")!);
  }
}

function pageQuery(list: ListName, query: { cursor?: string; limit: number }): PageQuery {
  return { after: readCursor(list, query.cursor), limit: query.limit };
}

/** The page's items; the next page, if any, goes into the Link header, as a path of the API. */
function show<Item>(c: Context<AppEnv>, page: Page<Item>): Item[] {
  if (page.next !== undefined) {
    const url = new URL(c.req.url);
    url.searchParams.set("cursor", page.next);
    url.searchParams.delete("min_version");
    c.header("link", `<${url.pathname}?${url.searchParams}>; rel="next"`);
  }
  return page.items;
}
