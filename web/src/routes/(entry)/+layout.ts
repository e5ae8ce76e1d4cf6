/** Somebody who is signed in already has nothing to do on these pages. */
import { redirect } from "@sveltejs/kit";
import { nextPath } from "#lib/auth/next-path.ts";
import { session } from "#lib/auth/session.svelte.ts";
import type { LayoutLoad } from "./$types.d.ts";

export const load: LayoutLoad = async ({ url, fetch }) => {
  const who = await session.who(fetch);
  if (who.kind === "user") redirect(307, nextPath(url));
};
