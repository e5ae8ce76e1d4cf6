/** Why somebody came back from another provider without being signed in. */
import type { nextPath } from "./next-path.ts";

type Address = Parameters<typeof nextPath>[0];

const sentences = new Map([
  ["stale", "That took too long, or began in another browser. Try again."],
  ["provider", "The provider did not sign you in."],
  ["away", "The provider cannot be reached right now. Try again in a moment."],
  ["no_address", "The provider has not verified an e-mail address of yours."],
  [
    "address_taken",
    "Your e-mail address has an account here. Sign in to it with its password; if you forgot it, " +
    "choose a new one.",
  ],
]);

/** The sentence for the page that somebody was sent back to; null if nothing was refused. */
export function providerRefusal({ search }: Pick<Address, "search">): string | null {
  const why = new URLSearchParams(search).get("refused");
  return why === null ? null : sentences.get(why) ?? sentences.get("provider")!;
}
