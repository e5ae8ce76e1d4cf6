/**
 * A request's id is the client's, if it sends one, so that both ends use the same. It goes into log
 * lines, which are kept for weeks. Events are kept for good, so no text of a client's goes into
 * them.
 */
import { v5, validate } from "uuid";

/** Longer ones are replaced by an id of ours. */
export const MAX_CHARACTERS = 64;
/** Any constant. */
const NAMESPACE = "8b1f0d9e-4c0e-5c7e-9a63-0f6a3f5f7a11";

/** What events keep of a request's id: the id itself where it is a UUID, else one derived from it. */
export function correlationOf(requestId: string): string {
  return validate(requestId) ? requestId.toLowerCase() : v5(requestId, NAMESPACE);
}
