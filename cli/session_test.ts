import assert from "node:assert/strict";
import { session as answer } from "../contracts/api/story.ts";
import { exampleProblems } from "../contracts/api/example_problems.ts";
import { exitCodes, Failure } from "./exit_codes.ts";
import { type AskPerson, signIn } from "./session.ts";

const credentials = { email: "ann@example.com", password: "correct horse battery" };

/** A server that wants this code besides; what it was sent is handed over. */
async function withServer(code: string, test: (url: string, sent: unknown[]) => Promise<void>) {
  const sent: { code?: string }[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const body = await request.json();
    sent.push(body);
    const problem = body.code === undefined
      ? exampleProblems.SECOND_FACTOR_NEEDED
      : body.code === code
      ? undefined
      : exampleProblems.WRONG_CODE;
    if (!problem) return Response.json(answer);
    const headers = { "content-type": "application/problem+json" };
    return new Response(JSON.stringify(problem), { status: problem.status, headers });
  });
  try {
    await test(`http://127.0.0.1:${server.addr.port}`, sent);
  } finally {
    await server.shutdown();
  }
}

const answering = (code: string | undefined): AskPerson => () => Promise.resolve(code);
const refused = (says: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Failure);
  assert.equal(error.exitCode, exitCodes.unreachable);
  assert.match(error.message, says);
  return true;
};

Deno.test("sign-in: whoever has a second factor is asked for the code, once", async () => {
  await withServer("287082", async (url, sent) => {
    const questions: string[] = [];
    const ask: AskPerson = (question) => {
      questions.push(question);
      return Promise.resolve("287082");
    };
    const { token } = await signIn(url, credentials, undefined, ask);
    assert.equal(token, answer.token);
    assert.equal(questions.length, 1);
    assert.deepEqual(sent, [credentials, { ...credentials, code: "287082" }]);
  });
});

Deno.test("sign-in: a code that is given is sent at once, and nobody is asked", async () => {
  await withServer("287082", async (url, sent) => {
    const ask = () => assert.fail("nobody is to be asked");
    await signIn(url, { ...credentials, code: "287082" }, undefined, ask);
    assert.equal(sent.length, 1);
  });
});

Deno.test("sign-in: without anybody to ask, or with a wrong code, it says so", async () => {
  await withServer("287082", async (url) => {
    await assert.rejects(signIn(url, credentials), refused(/ROLLCALL_CODE/));
    const nothing = signIn(url, credentials, undefined, answering(""));
    await assert.rejects(nothing, refused(/ROLLCALL_CODE/));
    const wrong = signIn(url, credentials, undefined, answering("000000"));
    await assert.rejects(wrong, refused(/not the code/));
  });
});
