/** Whether mail is sent here decides what the page offers. */
import { signInMethods } from "#lib/api/account-calls.ts";
import type { PageLoad } from "./$types.d.ts";

export const load: PageLoad = async ({ fetch, parent }) => {
  await parent(); // redirects to sign-in before any request
  const methods = await signInMethods(fetch);
  return { hasMail: methods.ok && methods.value.mail };
};
