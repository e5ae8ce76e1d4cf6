/** Redirects users who are signed in already. */
import { redirect } from "@sveltejs/kit";
import { nextPath } from "#lib/auth/next-path.ts";
import { session } from "#lib/auth/session.svelte.ts";
import type { LayoutLoad } from "./$types.d.ts";

export const load: LayoutLoad = async ({ url, fetch }) => {
  const who = await session.who(fetch);
  if (who.kind === "user") redirect(307, nextPath(url));
};
