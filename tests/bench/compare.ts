/**
 * `deno task bench:compare`: this system and another of the same public API, driven in turn in one
 * run, so that both meet the same machine. Prints the medians of the turns and their ratios: on a
 * machine that others use the ratios hold, the times do not.
 *
 *     deno task bench:compare http://localhost:8000 http://localhost:8010 THEIR_TOKEN [turns] [rows …]
 */
import type { Issue, Job } from "@rollcall/contracts/api";
import { openAccount } from "../../deploy/local/demo_client.ts";
import { contactsCsv } from "./contacts.ts";

/** Clients that settle issues at once, and how many issues they settle. */
const CLIENTS = 4, SETTLED = 200;
/** Between two looks at a job. */
const POLL_MS = 10;

class Side {
  constructor(readonly name: string, readonly url: string, readonly token: string) {}

  async call(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${this.token}`);
    const response = await fetch(this.url + path, { ...init, headers });
    if (response.ok) return response;
    throw new Error(`${this.name}: ${path}: ${response.status} ${await response.text()}`);
  }

  async json<T>(path: string, init?: RequestInit): Promise<T> {
    return await (await this.call(path, init)).json();
  }
}

const [ours, theirs, token, turns = "4", ...rows] = Deno.args;
if (!ours || !theirs || !token) {
  console.error("Say both addresses and the other system's token: compare OURS THEIRS TOKEN.");
  Deno.exit(2);
}
const { api } = await openAccount(ours);
const sides = [new Side("other", theirs, token), new Side("Rollcall", ours, api.token)];
const sizes = rows.length > 0 ? rows.map(Number) : [1_000, 10_000, 50_000];
/** What was measured → by side, a figure a turn. */
const found = new Map<string, Map<string, number[]>>();

for (const side of sides) await measure(side, 1_000, () => {});
for (let turn = 0; turn < Number(turns); turn++) {
  for (const size of sizes) {
    for (const side of sides) {
      await measure(side, size, (what, ms) => {
        const key = `${size.toLocaleString("en-US")} rows: ${what}`;
        const figures = found.get(key) ?? new Map<string, number[]>();
        figures.set(side.name, [...figures.get(side.name) ?? [], ms]);
        found.set(key, figures);
      });
    }
  }
}
for (const [what, figures] of found) {
  const [other, own] = sides.map(({ name }) => median(figures.get(name)!));
  const all = sides.map(({ name }) => figures.get(name)!.map(Math.round).join(" ")).join(" | ");
  console.log(`${what.padEnd(44)} ${(own! / other!).toFixed(2).padStart(6)}   (ms: ${all})`);
}

async function measure(
  side: Side,
  rows: number,
  tell: (what: string, ms: number) => void,
): Promise<void> {
  const form = new FormData();
  form.append("file", new File([contactsCsv(rows)], "contacts.csv", { type: "text/csv" }));
  const opened = await side.json<Job>("/jobs", { method: "POST", body: form });
  tell("accepted to NEEDS_REVIEW", await timed(() => reviewed(side, opened.id)));
  let issues: Issue[] = [];
  tell("all issues", await timed(async () => issues = await allIssues(side, opened.id)));
  const open = issues.filter(({ status }) => status === "OPEN");
  const [some, others] = [open.slice(0, SETTLED), open.slice(SETTLED)];
  tell(`an issue settled, ${CLIENTS} clients`, await timed(() => settle(side, some)) / some.length);
  if (!await settleByRules(side, opened.id)) await settle(side, others);
  tell("finalise, until the list can be read", await timed(() => finalize(side, opened.id)));
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
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

async function settle(side: Side, issues: Issue[]): Promise<void> {
  const waiting = issues.values();
  await Promise.all(Array.from({ length: CLIENTS }, async () => {
    for (const { id, type, payload } of waiting) {
      const decision = type === "DUPLICATE_EMAIL"
        ? { chosen_row_id: payload.candidates[0]!.raw_row_id }
        : { action: "skip" };
      await side.json(`/issues/${id}/resolve`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(decision),
      });
    }
  }));
}

/** All that is open, where the system has rules: so many decisions one by one would take minutes. */
async function settleByRules(side: Side, id: string): Promise<boolean> {
  const { issue_counts } = await side.json<Partial<Job>>(`/jobs/${id}`);
  for (const [type, { open }] of Object.entries(issue_counts ?? {})) {
    if (open === 0) continue;
    await side.json(`/jobs/${id}/resolve`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ type, rule: type === "DUPLICATE_EMAIL" ? "first" : "skip" }),
    });
  }
  return issue_counts !== undefined;
}

/** The other system answers once the list is there. */
async function finalize(side: Side, id: string): Promise<void> {
  const { version } = await side.json<{ version?: number }>(`/jobs/${id}/finalize`, {
    method: "POST",
  });
  if (version !== undefined) await side.call(`/jobs/${id}/contacts?limit=1&min_version=${version}`);
}

function median(figures: number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)]!;
}
