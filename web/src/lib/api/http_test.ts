import assert from "node:assert/strict";
import { endWaits, onHeld } from "../waiting/waits.ts";
import { asProblem, beginSession, call, onSignedOut, withoutSearch } from "./http.ts";

Deno.test("the server's own sentence is kept", () => {
  const problem = asProblem(
    413,
    '{"type":"about:blank","title":"Too large","status":413,"detail":"At most 5 MiB."}',
  );
  assert.equal(problem.detail, "At most 5 MiB.");
});

Deno.test("a body that is no problem still gives a sentence", () => {
  assert.match(asProblem(502, "<html>bad gateway</html>").detail, /502.*Try again/);
  assert.match(asProblem(400, "null").detail, /400/);
});

const detail = "A preview is still being worked on; try again in 5 s.";
const busy = (retryAfter: string, status = 429) =>
  new Response(JSON.stringify({ type: "about:blank", title: "Busy", status, detail }), {
    status,
    headers: { "retry-after": retryAfter },
  });

/** A server that answers in turn, the last answer again and again, and counts. */
function server(...answers: Response[]) {
  const asked: string[] = [];
  const fetch: typeof globalThis.fetch = (_, init) => {
    asked.push(init?.method ?? "");
    return Promise.resolve(answers[Math.min(asked.length, answers.length) - 1]!.clone());
  };
  return { fetch, asked };
}

Deno.test("what the server has no room for is asked again, and it is said why", async () => {
  for (const status of [429, 503]) {
    const { fetch, asked } = server(busy("0", status), busy("0", status), new Response('"done"'));
    const said: (string | null)[] = [];
    const onheld = (sentence: string | null) => void said.push(sentence);
    const answer = await call("/jobs/1/resolve", { method: "POST", fetch, onheld });
    assert.deepEqual(answer, { ok: true, value: "done", next: null, total: null });
    assert.deepEqual(asked, ["POST", "POST", "POST"]);
    assert.deepEqual(said, [`${detail} Rollcall will try again automatically.`, null], "said once");
  }
});

Deno.test("what does not end by itself, and who asks again anyway, is answered at once", async () => {
  for (const [answer, once] of [[busy("60"), false], [busy("0"), true]] as const) {
    const { fetch, asked } = server(answer, new Response('"done"'));
    const refused = await call("/jobs", { fetch, once });
    assert.equal(!refused.ok && refused.problem.detail, detail);
    assert.equal(asked.length, 1);
  }
});

Deno.test("who wants something else waits no more", async () => {
  for (const kind of ["until", "signal"] as const) {
    const { fetch, asked } = server(busy("5"));
    const wanted = new AbortController();
    const onheld = (sentence: string | null) => {
      if (sentence) wanted.abort();
    };
    const refused = await call("/jobs", { fetch, onheld, [kind]: wanted.signal });
    assert.equal(!refused.ok && refused.problem.detail, detail);
    assert.equal(asked.length, 1);
  }
});

Deno.test("the page says what waits, offers to stop it, and ends it with the person's leaving", async () => {
  for (const end of ["stop", "leave"] as const) {
    const { fetch } = server(busy("5"));
    const shown: string[] = [];
    onHeld((sentence, stop) => {
      shown.push(sentence);
      queueMicrotask(end === "stop" ? stop : endWaits);
      return () => shown.push("taken away");
    });
    const refused = await call("/jobs", { fetch });
    assert.deepEqual(shown, [`${detail} Rollcall will try again automatically.`, "taken away"]);
    const said = end === "stop"
      ? /^Cancelled: you stopped waiting/
      : /^Cancelled: you left the page/;
    assert.match(refused.ok ? "" : refused.problem.detail, said);
  }
  onHeld(() => () => {});
});

const over = () =>
  new Response(
    JSON.stringify({ type: "about:blank", title: "No", status: 401, detail: "Sign in." }),
    {
      status: 401,
    },
  );

Deno.test("what is refused as the session is over is sent again once the person is back", async () => {
  const { fetch, asked } = server(over(), new Response('"done"'));
  const back = Promise.withResolvers<boolean>();
  onSignedOut(() => back.promise);
  const answer = call("/jobs/1/resolve", { method: "POST", fetch });
  await new Promise((turn) => setTimeout(turn));
  assert.deepEqual(asked, ["POST"], "it waits");
  back.resolve(true);
  assert.deepEqual(await answer, { ok: true, value: "done", next: null, total: null });
  assert.deepEqual(asked, ["POST", "POST"]);
});

Deno.test("what is refused late, once the person is back, is sent again and asks nobody", async () => {
  const sent = Promise.withResolvers<void>(), late = Promise.withResolvers<Response>();
  const answers = [late.promise, Promise.resolve(new Response('"done"'))];
  let asked = 0;
  const fetch = () => {
    sent.resolve();
    return answers[asked++]!;
  };
  onSignedOut(() => Promise.reject(new Error("nobody is asked")));
  const answer = call("/jobs/1", { fetch });
  await sent.promise;
  beginSession();
  late.resolve(over());
  assert.deepEqual(await answer, { ok: true, value: "done", next: null, total: null });
  assert.equal(asked, 2);
});

Deno.test("what is refused stays so where nobody comes back, or whoever asked has gone", async () => {
  const gone = new AbortController();
  for (
    const [comes, options] of [
      [Promise.resolve(false), {}],
      [new Promise<boolean>(() => {}), { signal: gone.signal }],
      [new Promise<boolean>(() => {}), { once: true }],
    ] as const
  ) {
    const { fetch, asked } = server(over(), new Response('"done"'));
    onSignedOut(() => comes);
    const answer = call("/jobs", { fetch, ...options });
    setTimeout(() => gone.abort());
    const refused = await answer;
    assert.equal(!refused.ok && refused.problem.status, 401);
    assert.equal(asked.length, 1);
  }
});

Deno.test("a wrong password, and asking who is signed in, end no session", async () => {
  onSignedOut(() => Promise.reject(new Error("nobody is asked")));
  for (const [path, method] of [["/auth/login", "POST"], ["/auth/me", undefined]] as const) {
    const { fetch } = server(over());
    const answer = await call(path, { fetch, ...(method && { method }) });
    assert.equal(!answer.ok && answer.problem.status, 401);
  }
});

Deno.test("what is looked for goes in a header, and everything else stays in the address", () => {
  assert.deepEqual(withoutSearch("/jobs/1/rows?limit=9&q=ann%40x"), {
    bare: "/jobs/1/rows",
    headers: { "x-rollcall-query": "?limit=9&q=ann%40x" },
  });
  assert.equal(withoutSearch("/jobs/1/rows?filter=first_name:is:ann").bare, "/jobs/1/rows");
  for (const path of ["/jobs/1/rows", "/jobs/1/rows?limit=9", "/jobs?cursor=x"]) {
    assert.deepEqual(withoutSearch(path), { bare: path, headers: {} });
  }
});
