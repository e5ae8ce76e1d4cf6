/** These pages require signing in. */
import { error, redirect } from "@sveltejs/kit";
import { signInPath } from "#lib/auth/next-path.ts";
import { session } from "#lib/auth/session.svelte.ts";
import type { LayoutLoad } from "./$types.d.ts";

export const load: LayoutLoad = async ({ url, fetch }) => {
  const who = await session.who(fetch);
  if (who.kind === "nobody") redirect(307, signInPath(url));
  if (who.kind === "unknown") error(503, who.problem.detail);
};
