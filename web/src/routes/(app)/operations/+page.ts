/** Loads the figures once, or shows that they are not permitted. The page then polls. */
import { error } from "@sveltejs/kit";
import { getOperations } from "#lib/api/calls.ts";
import type { PageLoad } from "./$types.d.ts";

export const load: PageLoad = async ({ fetch, parent }) => {
  await parent(); // redirects to sign-in before any request
  const answer = await getOperations(fetch);
  if (answer.ok) return { figures: answer.value };
  const { status, detail } = answer.problem;
  error(status >= 400 ? status : 503, detail);
};
