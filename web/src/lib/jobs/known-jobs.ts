/** The jobs that the page knows, brought together with what an answer of the server lists. */
import type { Job } from "@rollcall/contracts/api";

/**
 * Without the jobs that the newest page should hold and does not: they were deleted elsewhere.
 * What the page does not reach, where more follows it, is left alone.
 */
export function stillThere(
  known: readonly Job[],
  page: readonly Job[],
  awaited: ReadonlySet<string>,
  more: boolean,
): Job[] {
  const listed = new Set(page.map(({ id }) => id));
  const oldest = page.at(-1);
  const beyond = (job: Job) => more && oldest !== undefined && key(job) < key(oldest);
  return known.filter((job) => listed.has(job.id) || awaited.has(job.id) || beyond(job));
}

/** Both lists as one without doubles, the newer answer about a job winning; newest job first. */
export function merge(some: readonly Job[], others: readonly Job[]): Job[] {
  const byId = new Map<string, Job>();
  for (const job of [...others, ...some]) {
    const known = byId.get(job.id);
    if (!known || known.version <= job.version) byId.set(job.id, job);
  }
  return [...byId.values()].sort((a, b) => (key(a) < key(b) ? 1 : -1));
}

function key({ created_at, id }: Job): string {
  return created_at + id;
}
