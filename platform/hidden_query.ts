/**
 * Search terms are in a request's query, and they are personal. Deno records the URL of every
 * request that it sends or receives on a span, and offers no way to change that; so while spans are
 * recorded, the gateway forwards the query in a header, and the service puts it back before
 * anything reads it. The page sends what is looked for in the same header (web/src/lib/api/http.ts),
 * so that it is in no address at all; any client may.
 */

const HEADER = "x-rollcall-query";

/**
 * Takes the query off a URL that is about to be fetched.
 * @param isTracing whether a span would record it
 */
export function hideQuery(url: URL, headers: Headers, isTracing = true): void {
  headers.delete(HEADER);
  if (!isTracing || !url.search) return;
  headers.set(HEADER, url.search);
  url.search = "";
}

/** The request as it was before its query was hidden. */
export function withQuery(request: Request): Request {
  const query = request.headers.get(HEADER);
  if (!query?.startsWith("?")) return request;
  const url = new URL(request.url);
  url.search = query;
  const shown = new Request(url, request);
  shown.headers.delete(HEADER);
  return shown;
}

/** As much of a span as is needed here: the web's image has no package for the rest. */
export interface Attributed {
  setAttributes(attributes: Record<string, string>): unknown;
}

/** Takes the query off the span of a request that came with one, as from a load balancer. */
export function forgetQuery(span: Attributed, { url }: Pick<Request, "url">): void {
  const bare = new URL(url);
  bare.search = "";
  span.setAttributes({ "url.full": bare.href, "url.query": "" });
}
