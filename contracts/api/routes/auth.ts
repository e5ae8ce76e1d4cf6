/** Routes of the identity service. */
import { createRoute, z } from "@hono/zod-openapi";
import { Credentials, Registration, Session, User } from "../auth.ts";
import { json, jsonBody, problems, signedIn } from "./parts.ts";

const tags = ["Sign in"];

export const register = createRoute({
  method: "post",
  path: "/auth/register",
  tags,
  summary: "Open an account and sign in",
  request: { body: jsonBody(Registration) },
  responses: {
    201: json(Session, "signed in; the same token is set as a cookie"),
    ...problems(400, 408, 409, 422, 503),
  },
});

export const login = createRoute({
  method: "post",
  path: "/auth/login",
  tags,
  summary: "Sign in",
  request: { body: jsonBody(Credentials) },
  responses: {
    200: json(Session, "signed in; the same token is set as a cookie"),
    ...problems(400, 401, 408, 422, 429, 503),
  },
});

export const logout = createRoute({
  method: "post",
  path: "/auth/logout",
  tags,
  summary: "Sign out: the cookie goes, the token runs out by itself",
  responses: { 204: { description: "signed out" }, ...problems(403) },
});

export const me = createRoute({
  method: "get",
  path: "/auth/me",
  tags,
  summary: "Who I am",
  security: signedIn,
  responses: { 200: json(User, "the user"), ...problems(401, 503) },
});

export const jwks = createRoute({
  method: "get",
  path: "/.well-known/jwks.json",
  tags,
  summary: "The public keys that tokens are verified with",
  responses: {
    200: json(
      z.object({ keys: z.array(z.looseObject({ kid: z.string(), kty: z.string() })) }),
      "a JSON Web Key Set (RFC 7517)",
    ),
    ...problems(503),
  },
});
