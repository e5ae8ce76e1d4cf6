/** The life of a job as both systems offer it, measured step by step. */
import type { Issue, Job } from "@rollcall/contracts/api";
import { contactsCsv } from "../contacts.ts";
import { crowd, type Side, timed } from "./side.ts";

/** Between two looks at a job. */
const POLL_MS = 10;
/** Clients at once, and how many issues each number of them resolves. */
const DECIDERS = [[1, 60], [4, 200], [16, 400]] as const;
const READERS = 16, READS = 96;

/** Tells how long each step takes. @param tell what, and milliseconds */
export async function measureJob(
  side: Side,
  rows: number,
  tell: (what: string, ms: number) => void,
): Promise<void> {
  const { id } = await upload(side, rows);
  tell("accepted to NEEDS_REVIEW", await timed(() => reviewed(side, id)));
  let issues: Issue[] = [];
  tell("all issues", await timed(async () => issues = await allIssues(side, id)));
  const pages = { "GET job": `/jobs/${id}`, "GET a page of issues": `/jobs/${id}/issues?limit=50` };
  for (const [what, path] of Object.entries(pages)) {
    const looks = Array.from({ length: READS }, () => path);
    const { p95 } = await crowd(READERS, looks, async (path) => {
      await (await side.call(path)).arrayBuffer();
    });
    tell(`${what}, ${READERS} clients, p95`, p95);
  }
  const open = issues.filter(({ status }) => status === "OPEN").values();
  for (const [clients, count] of DECIDERS) {
    const some = open.take(count).toArray();
    if (some.length === 0) break;
    const { each, p95 } = await crowd(clients, some, (issue) => resolveIssue(side, issue));
    if (some.length < count) break;
    tell(`an issue resolved, ${clients} clients`, each);
    tell(`an issue resolved, ${clients} clients, p95`, p95);
  }
  if (!await resolveByRules(side, id)) await crowd(4, open, (issue) => resolveIssue(side, issue));
  tell("finalise, until the list can be read", await timed(() => finalize(side, id)));
}

/** Tells how long an accepted upload takes, of so many clients at once. */
export async function measureUploads(
  side: Side,
  rows: number,
  { clients, files }: { clients: number; files: number },
): Promise<number> {
  const ids: string[] = [];
  const { each } = await crowd(clients, Array.from({ length: files }), async () => {
    ids.push((await upload(side, rows)).id);
  });
  await Promise.all(ids.map((id) => reviewed(side, id)));
  return each;
}

async function upload(side: Side, rows: number): Promise<Job> {
  const form = new FormData();
  form.append("file", new File([contactsCsv(rows)], "contacts.csv", { type: "text/csv" }));
  return await side.json<Job>("/jobs", { method: "POST", body: form });
}

async function reviewed(side: Side, id: string): Promise<void> {
  for (;;) {
    const { status, error } = await side.json<Job>(`/jobs/${id}`);
    if (status === "NEEDS_REVIEW") return;
    if (status === "FAILED" || status === "COMPLETED") throw new Error(`${status}: ${error}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function allIssues(side: Side, id: string): Promise<Issue[]> {
  const all: Issue[] = [];
  for (let next: string | undefined = `/jobs/${id}/issues?limit=1000`; next;) {
    const page: Response = await side.call(next);
    all.push(...await page.json());
    next = page.headers.get("link")?.match(/<([^>]+)>; rel="next"/)?.[1];
  }
  return all;
}

async function resolveIssue(side: Side, { id, type, payload }: Issue): Promise<void> {
  const decision = type === "DUPLICATE_EMAIL"
    ? { chosen_row_id: payload.candidates[0]!.raw_row_id }
    : { action: "skip" };
  await side.post(`/issues/${id}/resolve`, decision);
}

/** All that is open, where the system has rules: so many decisions one by one would take minutes. */
async function resolveByRules(side: Side, id: string): Promise<boolean> {
  const { issue_counts } = await side.json<Partial<Job>>(`/jobs/${id}`);
  for (const [type, { open }] of Object.entries(issue_counts ?? {})) {
    if (open === 0) continue;
    const rule = type === "DUPLICATE_EMAIL" ? "first" : "skip";
    await side.post(`/jobs/${id}/resolve`, { type, rule });
  }
  return issue_counts !== undefined;
}

/** The other system answers once the list is there. */
async function finalize(side: Side, id: string): Promise<void> {
  const { version } = await side.post<{ version?: number }>(`/jobs/${id}/finalize`);
  if (version !== undefined) await side.call(`/jobs/${id}/contacts?limit=1&min_version=${version}`);
}
