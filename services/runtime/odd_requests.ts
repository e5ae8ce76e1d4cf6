/**
 * Requests that no handler should see, told apart before any looks at them: a URL cannot be made of
 * a Host that is none, and the gateway cannot hand TRACE, CONNECT or a method of somebody's own on.
 * Whatever a client sends is his fault, never ours (promise 11).
 */

/** What a resource here may be asked for with. */
const ALLOWED = "GET, HEAD, POST, DELETE, OPTIONS";
/** Methods that routes know to refuse by themselves, each with what is possible there. */
const KNOWN = [...ALLOWED.split(", "), "PUT", "PATCH"];
/** A name or an address, and a port: RFC 9110, 7.2, without what nobody has in a name. */
const HOST = /^(?:[a-z0-9._~-]+|\[[0-9a-f:.]+\])(?::\d{0,5})?$/i;

type Handler<Info> = (request: Request, info: Info) => Response | Promise<Response>;

/** The handler, but that odd requests are answered here. */
export function withoutOdd<Info>(handler: Handler<Info>): Handler<Info> {
  return (request, info) => refusalOf(request) ?? handler(request, info);
}

/** The head of a request, of which a Request may be impossible to make. */
export type Head = Pick<Request, "method" | "url" | "headers">;

/** The answer to a request that is odd; undefined for all others. */
export function refusalOf(request: Head): Response | undefined {
  if (!isKnownMethod(request.method)) return methodRefused(request.method);
  // Without one it is HTTP/1.0, or a client that does not care: there is only one of us here.
  const host = request.headers.get("host");
  if (host && (!HOST.test(host) || !URL.canParse(`http://${host}`))) {
    const found = JSON.stringify(host.slice(0, 100));
    return badRequest(`The Host header is ${found}: give a name or an address, and a port.`);
  }
  if (!URL.canParse(request.url) || !/^https?:$/.test(new URL(request.url).protocol)) {
    return badRequest("The request's target is no URL of this server: give its path.");
  }
  return undefined;
}

/** Whether routes can tell by themselves if they take the method. */
export const isKnownMethod = (method: string): boolean => KNOWN.includes(method);

/** The answer to a method that nothing here knows. */
export function methodRefused(method: string): Response {
  const detail = `${method} is not possible here; possible: ${ALLOWED}.`;
  return problemResponse(405, "Method Not Allowed", detail, { allow: ALLOWED });
}

/** The answer to who expects something of us that nobody here does. */
export function expectationRefused(expect = ""): Response {
  const found = JSON.stringify(expect.slice(0, 100));
  const detail = `The Expect header is ${found}: only 100-continue is met; leave it out.`;
  return problemResponse(417, "Expectation Failed", detail);
}

/** The answer to what cannot be understood. */
export function badRequest(detail: string): Response {
  return problemResponse(400, "Bad Request", detail);
}

/** By hand: this is for the web's server too, which has nothing of the API's. */
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
