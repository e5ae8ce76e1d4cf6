/** Why somebody came back from another provider without being signed in. */
import { m } from "../paraglide/messages.js";
import type { nextPath } from "./next-path.ts";

type Address = Parameters<typeof nextPath>[0];

const sentences = new Map([
  ["stale", m.auth_refused_stale()],
  ["provider", m.auth_refused_provider()],
  ["away", m.auth_refused_away()],
  ["no_address", m.auth_refused_no_address()],
  ["address_taken", m.auth_refused_address_taken()],
]);

/** The sentence for the page that somebody was sent back to; null if nothing was refused. */
export function providerRefusal({ search }: Pick<Address, "search">): string | null {
  const why = new URLSearchParams(search).get("refused");
  return why === null ? null : sentences.get(why) ?? sentences.get("provider")!;
}
