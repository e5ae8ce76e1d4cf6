/**
 * Whatever a client sends is the client's fault, never ours (promise 11): requests drawn from the API's
 * own description are answered as it is described, and never with a fault of ours.
 *
 * Longer: REQUESTS=200 make test ARGS="tests/api/any_request_test.ts" (200 of each operation).
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { sharedStack } from "../harness/shared_stack.ts";
import { ApiClient } from "./client.ts";
import { type Drawn, type Operation, operations, requestsOf } from "./any_request.ts";

const OF_EACH = Number(Deno.env.get("REQUESTS") ?? 6);

const FILE = `email,first name,__proto__
ann@example.com,Ann,x
ann@example.com,Bob,y
,Cyd,z
`;

Deno.test("requests as the API's description allows them, and as it does not, are answered (promise 11)", async () => {
  const { apiUrl } = sharedStack();
  let person = await ApiClient.register(apiUrl);
  const known = new Map<string, string>();
  const takeKnown = async () => {
    const { id } = await person.import(FILE);
    const [issue] = await person.issues(id);
    known.set("jobs.id", id).set("jobs.contact_id", "1").set("issues.id", issue!.id);
  };
  await takeKnown();
  let sent = 0;
  for (const operation of operations) {
    const run = async (drawn: Drawn) => {
      sent++;
      const answer = await ask(apiUrl, person.token, drawn);
      // It ended its own session, or its job.
      if (answer.status === 401 && (await ask(apiUrl, person.token, me)).status === 401) {
        person = await ApiClient.register(apiUrl);
        await takeKnown();
      }
      const fault = faultOf(operation, answer);
      assert.equal(fault, undefined, `${drawn.method} ${drawn.path} ${drawn.body ?? ""}`);
    };
    await fc.assert(fc.asyncProperty(requestsOf(operation, known), run), { numRuns: OF_EACH });
  }
  console.log(`${operations.length} operations, ${sent} requests`);
});

Deno.test("any request, negative twin: a fault of ours and an answer that is not described are found", () => {
  const operation = operations.find(({ path }) => path === "/jobs")!;
  assert.equal(faultOf(operation, { status: 200 }), undefined);
  assert.match(faultOf(operation, { status: 500 })!, /a fault of ours/);
  assert.match(faultOf(operation, { status: 418 })!, /not described/);
});

const me: Drawn = { method: "GET", path: "/auth/me", headers: {}, body: undefined };

async function ask(
  apiUrl: string,
  token: string,
  { method, path, headers, body }: Drawn,
): Promise<{ status: number }> {
  const sent = new Headers(headers);
  sent.set("authorization", `Bearer ${token}`);
  // As if each came from somewhere else: who guesses here must not make others wait.
  sent.set("x-forwarded-for", `10.${byte()}.${byte()}.${byte()}`);
  // A stream of a job goes on.
  const signal = AbortSignal.timeout(20_000);
  const init = { method, headers: sent, signal, redirect: "manual" as const };
  const response = await fetch(apiUrl + path, body === undefined ? init : { ...init, body });
  await response.body?.cancel();
  return { status: response.status };
}

const byte = () => crypto.getRandomValues(new Uint8Array(1))[0]!;

/** What a path that names nothing, or a body that is none, is answered with everywhere. */
const EVERYWHERE = [400, 401, 404, 405, 413, 414, 415, 422, 429, 431];

function faultOf({ statuses }: Operation, { status }: { status: number }): string | undefined {
  if (status === 503) return undefined;
  if (status >= 500) return `${status} is a fault of ours`;
  if (!statuses.includes(status) && !EVERYWHERE.includes(status)) {
    return `${status} is not described`;
  }
  return undefined;
}
