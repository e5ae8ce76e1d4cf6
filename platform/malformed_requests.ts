/**
 * Requests that no handler should see, rejected up front: an invalid Host makes no URL, and the
 * gateway cannot forward TRACE, CONNECT or an invented method. Whatever a client sends is the
 * client's fault, never ours (promise 11).
 */

/** The methods that resources here support. */
const ALLOWED = "GET, HEAD, POST, PATCH, DELETE, OPTIONS";
/** Methods that routes reject themselves, with their own Allow header. */
const KNOWN = [...ALLOWED.split(", "), "PUT"];
/** Host and port as in RFC 9110, 7.2, without characters that no host name has. */
const HOST = /^(?:[a-z0-9._~-]+|\[[0-9a-f:.]+\])(?::\d{0,5})?$/i;

type Handler<Info> = (request: Request, info: Info) => Response | Promise<Response>;

/** Wraps a handler: malformed requests are answered here. */
export function rejectMalformed<Info>(handler: Handler<Info>): Handler<Info> {
  return (request, info) => refusalOf(request) ?? handler(request, info);
}

/** A request's head; constructing a Request from it may be impossible. */
export type Head = Pick<Request, "method" | "url" | "headers">;

/** The response to a malformed request; undefined for all others. */
export function refusalOf(request: Head): Response | undefined {
  if (!isKnownMethod(request.method)) return methodRefused(request.method);
  // No Host means HTTP/1.0 or a careless client; we serve only one host anyway.
  const host = request.headers.get("host");
  if (host && (!HOST.test(host) || !URL.canParse(`http://${host}`))) {
    const found = JSON.stringify(host.slice(0, 100));
    return badRequest(`The Host header is ${found}: give a name or an address, and a port.`);
  }
  if (!URL.canParse(request.url) || !/^https?:$/.test(new URL(request.url).protocol)) {
    return badRequest("The request's target is not a URL of this server: give its path.");
  }
  return undefined;
}

/** Whether routes handle or reject the method themselves. */
export const isKnownMethod = (method: string): boolean => KNOWN.includes(method);

/** The response to an unknown method. */
export function methodRefused(method: string): Response {
  const detail = `${method} is not possible here; possible: ${ALLOWED}.`;
  return problemResponse(405, "Method Not Allowed", detail, { allow: ALLOWED });
}

/** The response to an Expect header that is not supported. */
export function expectationRefused(expect = ""): Response {
  const found = JSON.stringify(expect.slice(0, 100));
  const detail = `The Expect header is ${found}: only 100-continue is supported; omit it.`;
  return problemResponse(417, "Expectation Failed", detail);
}

/** The response to a request that cannot be parsed. */
export function badRequest(detail: string): Response {
  return problemResponse(400, "Bad Request", detail);
}

/** Built by hand, since the web's server, which has none of the API's code, uses it too. */
export function problemResponse(
  status: number,
  title: string,
  detail: string,
  headers: Record<string, string> = {},
): Response {
  const body = JSON.stringify({ type: "about:blank", title, status, detail });
  return new Response(body, {
    status,
    headers: { ...headers, "content-type": "application/problem+json" },
  });
}
