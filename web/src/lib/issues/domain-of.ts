/** The domain of the address that an issue is about: "@example.com". */
import type { Issue } from "@rollcall/contracts/api";
import { valueAt } from "@rollcall/contracts/by-key";

/** Null where it is about no address, or about one without a domain. */
export function domainOf({ payload }: Pick<Issue, "payload">): string | null {
  const [first] = payload.candidates;
  const email = first ? valueAt(first.data, "email").trim() : "";
  return /@[^@\s]+$/.exec(email)?.[0].toLowerCase() ?? null;
}
