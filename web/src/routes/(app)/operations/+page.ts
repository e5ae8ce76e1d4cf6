/** Reads the figures once; whoever may not see them is told so. The page then asks again by itself. */
import { error } from "@sveltejs/kit";
import { getOperations } from "#lib/api/calls.ts";
import type { PageLoad } from "./$types.d.ts";

export const load: PageLoad = async ({ fetch, parent }) => {
  await parent(); // who is not signed in is sent away before anything is asked for
  const answer = await getOperations(fetch);
  if (answer.ok) return { figures: answer.value };
  const { status, detail } = answer.problem;
  error(status >= 400 ? status : 503, detail);
};
