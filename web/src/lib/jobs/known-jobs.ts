/** Merges the jobs known to the page with a list from the server. */
import type { Job } from "@rollcall/contracts/api";

/**
 * Removes jobs that the newest page should contain but does not: they were deleted elsewhere. Jobs
 * beyond that page are kept.
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

/** Both lists without duplicates, newest job first; of a job's two states the newer one wins. */
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
