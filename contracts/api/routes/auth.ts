/** Routes of the identity service. */
import { createRoute, z } from "@hono/zod-openapi";
import { Credentials, Registration, Session, User } from "../auth.ts";
import * as story from "../story.ts";
import { anybody, json, jsonBody, problems, signedIn } from "./parts.ts";

const tags = ["Sign in"];

export const register = createRoute({
  method: "post",
  path: "/auth/register",
  tags,
  summary: "Open an account and sign in",
  security: anybody,
  request: { body: jsonBody(Registration, story.registration) },
  responses: {
    201: json(Session, "signed in; the same token is set as a cookie", story.session),
    ...problems(400, 408, "EMAIL_TAKEN", 422, 503),
  },
});

export const login = createRoute({
  method: "post",
  path: "/auth/login",
  tags,
  summary: "Sign in",
  security: anybody,
  request: { body: jsonBody(Credentials, story.credentials) },
  responses: {
    200: json(Session, "signed in; the same token is set as a cookie", story.session),
    ...problems(400, "WRONG_CREDENTIALS", 408, 422, "TOO_MANY_ATTEMPTS", 503),
  },
});

export const logout = createRoute({
  method: "post",
  path: "/auth/logout",
  tags,
  summary: "Sign out: clears the cookie; the token itself expires later",
  security: anybody,
  responses: { 204: { description: "signed out" }, ...problems(403) },
});

export const me = createRoute({
  method: "get",
  path: "/auth/me",
  tags,
  summary: "Who I am",
  security: signedIn,
  responses: { 200: json(User, "the user", story.user), ...problems(401, 503) },
});

export const jwks = createRoute({
  method: "get",
  path: "/.well-known/jwks.json",
  tags,
  summary: "The public keys that tokens are verified with",
  security: anybody,
  responses: {
    200: json(
      z.object({ keys: z.array(z.looseObject({ kid: z.string(), kty: z.string() })) }),
      "a JSON Web Key Set (RFC 7517)",
      story.keySet,
    ),
    ...problems(400, 503),
  },
});
