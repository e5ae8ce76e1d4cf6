/** Signs out here or everywhere, and leaves nothing of the person in memory. */
import { session } from "#lib/auth/session.svelte.ts";
import { notices } from "#lib/ui/notices.svelte.ts";

export async function signOut(where: "here" | "everywhere"): Promise<void> {
  const problem = await session.leave(where);
  if (problem) return notices.fail(problem.detail);
  // A new document: nothing of this person stays in memory for the next one.
  location.assign("/login");
}
