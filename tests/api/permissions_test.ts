/**
 * Route × role × foreign resource: every route of the API is called by everybody, and answers as the
 * table of permissions says (promise 9). A new route is part of it as soon as it is in the table.
 */
import assert from "node:assert/strict";
import { type Caller, permissions, type RouteName } from "../../contracts/api/permissions.ts";
import * as routes from "../../contracts/api/routes/mod.ts";
import { makeOperator } from "../harness/operator.ts";
import { sharedStack } from "../harness/shared_stack.ts";
import { ApiClient } from "./client.ts";

const FILE = `email,first name,last name
ann@example.com,Ann,Lee
ann@example.com,Bob,Ray
cyd@example.com,Cyd,Fox
,Dan,Gil
`;
const NOWHERE = "0198c0de-0000-7000-8000-0000000000aa";

/** What a path may name. */
interface Resources {
  job: string;
  issue: string;
  batch: string;
  contact: string;
  session: string;
}

interface Answered {
  status: number;
  code: string | undefined;
  detail: string | undefined;
}

Deno.test("every route answers everybody as the table of permissions says (promise 9)", async (t) => {
  const stack = sharedStack();
  const { apiUrl } = stack;
  const owner = await person(apiUrl);
  const other = await person(apiUrl);
  const admin = await person(apiUrl);
  await makeOperator(stack, admin.id);
  const ended = await other.signIn();
  const strangers = [undefined, "a.b.c", ended];

  const mine: Resources = {
    ...await jobOf(apiUrl, owner),
    session: await sessionOf(apiUrl, owner),
  };
  const missing: Resources = {
    job: NOWHERE,
    issue: `${NOWHERE}.1`,
    batch: mine.batch,
    contact: mine.contact,
    session: NOWHERE,
  };
  assert.equal((await ask(apiUrl, "logout", missing, ended)).status, 204);
  const before = await stateOf(apiUrl, mine, await owner.signIn());
  let tried = 0;

  for (const name of inOrder()) {
    await t.step(`${permissions[name]}: ${name}`, async () => {
      const call = async (token: string | undefined, to = mine) => {
        tried++;
        return await ask(apiUrl, name, to, token);
      };
      // Tokens of sessions that nothing else uses: some routes end them.
      const as = async ({ signIn }: Person, to = mine) => await call(await signIn(), to);
      const answers: Answers = {
        strangers: await Promise.all(strangers.map((token) => call(token))),
        other: await as(other),
        admin: await as(admin),
        missing: await as(other, missing),
      };
      assert.deepEqual(faultsOf(permissions[name], answers), []);
      assert.deepEqual(await stateOf(apiUrl, mine, await owner.signIn()), before, "as it was");
    });
  }
  for (const name of inOrder()) {
    if (permissions[name] !== "owner") continue;
    await t.step(`the owner: ${name}`, async () => {
      tried++;
      const answer = await ask(apiUrl, name, mine, await owner.signIn());
      assert.ok(isLetIn(answer) && answer.status !== 404, JSON.stringify(answer));
    });
  }
  console.log(`${Object.keys(permissions).length} routes, ${tried} calls`);
});

Deno.test("permissions, negative twin: who is let in where he must not be is found (promise 9)", () => {
  const ok = answered(200), missing = answered(404, "NOT_FOUND", "There is no such job.");
  const [unknown, roleless] = [answered(401, "UNAUTHENTICATED"), answered(403, "ROLE_MISSING")];
  const good: Record<Caller, Answers> = {
    anybody: { strangers: [ok], other: ok, admin: ok, missing: ok },
    user: { strangers: [unknown], other: ok, admin: ok, missing: ok },
    owner: { strangers: [unknown], other: missing, admin: missing, missing },
    admin: { strangers: [unknown], other: roleless, admin: ok, missing: roleless },
  };
  for (const [caller, answers] of Object.entries(good) as [Caller, Answers][]) {
    assert.deepEqual(faultsOf(caller, answers), [], caller);
  }
  const bad: [Caller, Partial<Answers>][] = [
    ["anybody", { strangers: [unknown] }],
    ["user", { strangers: [ok] }],
    ["user", { other: missing }],
    ["owner", { strangers: [missing] }],
    ["owner", { other: ok }],
    ["owner", { admin: ok }],
    ["owner", { other: roleless }],
    ["owner", { other: { ...missing, detail: "This job is another user's." } }],
    ["owner", { missing: ok }],
    ["admin", { other: ok }],
    ["admin", { admin: roleless }],
    ["admin", { strangers: [ok] }],
  ];
  for (const [caller, wrong] of bad) {
    const found = faultsOf(caller, { ...good[caller], ...wrong });
    assert.equal(found.length, 1, `${caller}: ${JSON.stringify(wrong)}`);
  }
});

const answered = (status: number, code?: string, detail?: string) => ({ status, code, detail });

/** What a route answers to everybody but its owner. */
interface Answers {
  /** without a token, with a made-up one, and with one of a session that has ended */
  strangers: Answered[];
  /** to another user, and to one who is an admin */
  other: Answered;
  admin: Answered;
  /** to another user, where nothing of that id is there */
  missing: Answered;
}

/** What does not go with the table, a line each. */
function faultsOf(caller: Caller, { strangers, other, admin, missing }: Answers): string[] {
  const faults: string[] = [];
  const hold = (who: string, answer: Answered, isRight: boolean) => {
    if (!isRight) faults.push(`${caller}: ${who} is answered ${JSON.stringify(answer)}`);
  };
  const isServed = (answer: Answered) => isLetIn(answer) && answer.status !== 404;
  const isMissing = ({ status, code, detail }: Answered) =>
    status === 404 && code === missing.code && detail === missing.detail;
  for (const answer of strangers) {
    const isRight = caller === "anybody"
      ? isLetIn(answer)
      : answer.status === 401 && answer.code === "UNAUTHENTICATED";
    hold("a stranger", answer, isRight);
  }
  if (caller === "owner") {
    if (missing.status !== 404) return [...faults, `owner: what is not there is ${missing.status}`];
    // What is another's is answered, in every word, as what is not there; an admin is another.
    hold("another user", other, isMissing(other));
    hold("an admin", admin, isMissing(admin));
  } else {
    hold(
      "another user",
      other,
      caller === "admin" ? other.status === 403 && other.code === "ROLE_MISSING" : isServed(other),
    );
    hold("an admin", admin, isServed(admin));
  }
  return faults;
}

/** Deleting comes last. */
function inOrder(): RouteName[] {
  const names = Object.keys(permissions) as RouteName[];
  return names.toSorted((a, b) => Number(a === "deleteJob") - Number(b === "deleteJob"));
}

/** Not refused for who he is; what is wrong with his request is another matter. */
function isLetIn({ status, code }: Pick<Answered, "status" | "code">): boolean {
  return status < 500 &&
    !["UNAUTHENTICATED", "ROLE_MISSING", "CROSS_SITE_REQUEST"].includes(code ?? "");
}

interface Person {
  id: string;
  /** The token of a new session. */
  signIn(): Promise<string>;
}

async function person(apiUrl: string): Promise<Person> {
  const credentials = {
    email: `${crypto.randomUUID()}@example.com`,
    password: crypto.randomUUID(),
  };
  const enter = async (path: string) => {
    const response = await fetch(`${apiUrl}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(credentials),
    });
    assert.ok(response.ok, `${path}: ${response.status}`);
    return await response.json();
  };
  const { user } = await enter("/auth/register");
  return { id: user.id, signIn: async () => (await enter("/auth/login")).token };
}

/** A job of the person's with everything that a path may name. */
async function jobOf(apiUrl: string, { id, signIn }: Person): Promise<Omit<Resources, "session">> {
  const client = new ApiClient(apiUrl, await signIn(), id);
  const job = (await client.import(FILE)).id;
  const rule = { type: "MISSING_EMAIL", rule: "skip" };
  const { body } = await client.post<{ batch_id: string }>(`/jobs/${job}/resolve`, rule);
  const [issue] = await client.issues(job, "type=DUPLICATE_EMAIL");
  const kept = await client.post<{ version: number }>(`/issues/${issue!.id}/resolve`, {
    action: "keep",
  });
  assert.equal(kept.status, 200, JSON.stringify(kept.body));
  const made = await client.post<{ version: number }>(`/jobs/${job}/finalize`);
  assert.equal(made.status, 200, JSON.stringify(made.body));
  const [contact] = await client.contacts(job, `min_version=${made.body.version}`);
  return { job, issue: issue!.id, batch: body.batch_id, contact: String(contact!.id) };
}

async function sessionOf(apiUrl: string, { signIn }: Person): Promise<string> {
  const headers = { authorization: `Bearer ${await signIn()}` };
  const list = await (await fetch(`${apiUrl}/auth/sessions`, { headers })).json();
  return list.find(({ current }: { current: boolean }) => current).id;
}

/** The owner's job and session: nobody else changes them. */
async function stateOf(apiUrl: string, { job, session }: Resources, token: string) {
  const headers = { authorization: `Bearer ${token}` };
  const { version, status } = await (await fetch(`${apiUrl}/jobs/${job}`, { headers })).json();
  const sessions = await (await fetch(`${apiUrl}/auth/sessions`, { headers })).json();
  const isOpen = sessions.some(({ id }: { id: string }) => id === session);
  return { version, status, isOpen };
}

/** Calls a route with what its description gives as an example. */
async function ask(
  apiUrl: string,
  name: RouteName,
  to: Resources,
  token: string | undefined,
): Promise<Answered> {
  const route = routes[name];
  const response = await fetch(`${apiUrl}${pathTo(route.path, to)}`, {
    method: route.method.toUpperCase(),
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(isJson(route) && { "content-type": "application/json" }),
      "accept": "application/json, */*",
    },
    ...(bodyOf(route) !== undefined && { body: bodyOf(route)! }),
  });
  if (!/json/.test(response.headers.get("content-type") ?? "")) {
    await response.body?.cancel();
    return { status: response.status, code: undefined, detail: undefined };
  }
  const { code, detail } = await response.json();
  return { status: response.status, code, detail };
}

function pathTo(path: string, to: Resources): string {
  const id = path.startsWith("/issues/")
    ? to.issue
    : path.startsWith("/auth/sessions/")
    ? to.session
    : to.job;
  const filled = path.replace("{id}", id).replace("{batch_id}", to.batch)
    .replace("{contact_id}", to.contact);
  assert.ok(!filled.includes("{"), `${path} names something that this test does not know`);
  return filled;
}

type Content = Record<string, { example?: unknown; examples?: Record<string, { value: unknown }> }>;
type Described = { request?: { body?: { content: Content } } };

const contentOf = (route: unknown) => (route as Described).request?.body?.content ?? {};
const isJson = (route: unknown) => "application/json" in contentOf(route);

function bodyOf(route: unknown): BodyInit | undefined {
  const content = contentOf(route);
  const json = content["application/json"];
  if (json) return JSON.stringify(json.example ?? Object.values(json.examples ?? {})[0]?.value);
  if (!("multipart/form-data" in content)) return undefined;
  const form = new FormData();
  form.set("file", new File([FILE], "people.csv", { type: "text/csv" }));
  return form;
}
