/** Reads the job once; the page then follows it live. */
import { error } from "@sveltejs/kit";
import { isRead } from "#lib/jobs/steps.ts";
import { PANELS } from "#lib/jobs/panels.ts";
import { TABS } from "#lib/jobs/tabs.ts";
import { getJob } from "#lib/api/calls.ts";
import { firstIssues } from "#lib/issues/first-issues.ts";
import { sessionNow, tellSignedOut } from "#lib/api/http.ts";
import type { PageLoad } from "./$types.d.ts";

export const load: PageLoad = async ({ params, url, fetch, parent, untrack }) => {
  // Loaded beside the data: what the page will show first, as far as the address says it.
  const wanted = untrack(() => url.searchParams.get("tab"));
  PANELS[TABS.find((tab) => tab === wanted) ?? "issues"]().catch(() => {});
  const since = sessionNow();
  // Asked for beside who is signed in, which the page would wait for else.
  const asked = getJob(encodeURIComponent(params.id), 0, fetch, true);
  const issues = wanted === null || wanted === "issues"
    ? firstIssues(encodeURIComponent(params.id))
    : null;
  await parent(); // redirects to sign-in
  let answer = await asked;
  // Asked for before it was known whether anybody is signed in, and who is may be no longer.
  if (!answer.ok && answer.problem.status === 401 && await tellSignedOut(since)) {
    answer = await getJob(encodeURIComponent(params.id), 0, fetch);
  }
  if (answer.ok) {
    // A job that is still being read, or could not be, begins with how far it is: what stands below
    // would be pushed down by it. Where it cannot be had, the page asks again and says so.
    const progress = isRead(answer.value)
      ? null
      : await import("#lib/jobs/JobProgress.svelte").then((one) => one.default, () => null);
    return { job: answer.value, firstIssues: issues, progress };
  }
  const { status, detail } = answer.problem;
  // A malformed id is as missing as an unknown one.
  if ([400, 404, 422].includes(status)) error(404, detail);
  error(status >= 400 ? status : 503, detail);
};
