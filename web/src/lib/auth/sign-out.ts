/** Signs out here or everywhere, and leaves nothing of the person in memory. */
import { session } from "#lib/auth/session.svelte.ts";
import { notices } from "#lib/ui/notices.svelte.ts";

export type Where = "here" | "everywhere";

/** Whether the password is to be asked for first. */
export async function signOut(where: Where): Promise<boolean> {
  const problem = await session.leave(where);
  if (problem?.code === "PASSWORD_NEEDED") return true;
  if (problem) notices.fail(problem.detail);
  else leavePage();
  return false;
}

/** A new document: nothing of this person stays in memory for the next one. */
export function leavePage(): void {
  location.assign("/login");
}
