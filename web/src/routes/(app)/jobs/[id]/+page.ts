/** Reads the job once; the page then follows it live. */
import { error } from "@sveltejs/kit";
import { getJob } from "#lib/api/calls.ts";
import type { PageLoad } from "./$types.d.ts";

export const load: PageLoad = async ({ params, fetch, parent }) => {
  await parent(); // redirects to sign-in before any request
  const answer = await getJob(encodeURIComponent(params.id), 0, fetch);
  if (answer.ok) return { job: answer.value };
  const { status, detail } = answer.problem;
  // A malformed id is as missing as an unknown one.
  if ([400, 404, 422].includes(status)) error(404, detail);
  error(status >= 400 ? status : 503, detail);
};
