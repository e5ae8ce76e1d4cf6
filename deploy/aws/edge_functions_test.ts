import assert from "node:assert/strict";
import { apiRequest, apiResponse, webRequest } from "./edge_functions.ts";

type Headers = Record<string, { value: string }>;
interface Event {
  request?: { uri: string; headers: Headers };
  response?: { headers: Headers };
}

/** Runs the text as CloudFront would. */
function run(text: string, event: Event) {
  return new Function(`${text}; return handler(arguments[0]);`)(event);
}

Deno.test("edge: the prefix is stripped and passed to the service", () => {
  const ask = (uri: string) =>
    run(apiRequest, {
      request: { uri, headers: { "x-forwarded-host": { value: "evil" } } },
    });
  assert.equal(ask("/api/jobs/1").uri, "/jobs/1");
  assert.equal(ask("/api/").uri, "/");
  assert.equal(ask("/api").uri, "/");
  assert.deepEqual(ask("/api/jobs").headers, { "x-forwarded-prefix": { value: "/api" } });
});

Deno.test("edge: paths in the answer's headers get the prefix back, as the gateway does it", () => {
  const answer = (headers: Headers) => run(apiResponse, { response: { headers } }).headers;
  assert.equal(answer({ location: { value: "/jobs/1" } }).location.value, "/api/jobs/1");
  assert.equal(answer({ location: { value: "https://x/" } }).location.value, "https://x/");
  assert.equal(
    answer({ link: { value: '</jobs?cursor=2>; rel="next", </jobs>; rel="first"' } }).link.value,
    '</api/jobs?cursor=2>; rel="next", </api/jobs>; rel="first"',
  );
  assert.deepEqual(answer({}), {});
});

Deno.test("edge: an address of the page is the page, a file is a file, there or not", () => {
  const ask = (uri: string) => run(webRequest, { request: { uri, headers: {} } }).uri;
  assert.equal(ask("/"), "/index.html");
  assert.equal(ask("/jobs/0198/review"), "/index.html");
  for (const file of ["/_app/immutable/start.abc.js", "/_app/gone", "/favicon.svg"]) {
    assert.equal(ask(file), file);
  }
});
