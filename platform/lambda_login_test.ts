import assert from "node:assert/strict";
import { takeLogin } from "./lambda_login.ts";

Deno.test("login: read from the extension, by the secret's name and a token", async () => {
  const asked: string[] = [];
  const server = Deno.serve({ port: 0, onListen() {} }, (request) => {
    asked.push(new URL(request.url).search, request.headers.get("x-aws-parameters-secrets-token")!);
    return Response.json({ SecretString: '{"username":"rollcall_clone","password":"p&ss"}' });
  });
  const env: Record<string, string | undefined> = {
    DATABASE_SECRET_ID: "arn:aws:secretsmanager:x",
    AWS_SESSION_TOKEN: "token",
    PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: String(server.addr.port),
  };
  await takeLogin(env);
  assert.deepEqual(asked, ["?secretId=arn%3Aaws%3Asecretsmanager%3Ax", "token"]);
  assert.deepEqual([env.PGUSER, env.PGPASSWORD], ["rollcall_clone", "p&ss"]);
  await server.shutdown();
});

Deno.test("login: a secret that cannot be read says so; none named, nothing asked", async () => {
  const server = Deno.serve({ port: 0, onListen() {} }, () => new Response("", { status: 400 }));
  const env = {
    DATABASE_SECRET_ID: "gone",
    PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: String(server.addr.port),
  };
  await assert.rejects(takeLogin(env), /the secret gone cannot be read: 400/);
  await takeLogin({});
  await server.shutdown();
});
