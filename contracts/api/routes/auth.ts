/** Routes of the identity service. */
import { createRoute, z } from "@hono/zod-openapi";
import {
  Me,
  PasswordChange,
  Refresh,
  Registration,
  RegistrationFinish,
  RegistrationPending,
  Session,
  SessionEntry,
  SessionsEnd,
  SignedIn,
  SignIn,
  SignInMethods,
} from "../auth.ts";
import * as story from "../story.ts";
import { anybody, json, jsonBody, problems, signedIn } from "./parts.ts";

const tags = ["Sign in"];

const entered = z.union([Session, SignedIn]);
const SIGNED_IN = "signed in: a program gets tokens, a browser gets them as HttpOnly cookies only";

export const register = createRoute({
  method: "post",
  path: "/auth/register",
  tags,
  summary: "Open an account and sign in",
  description:
    "Where the installation opens accounts by mail (`REGISTER_BY_MAIL`), the answer is 202, whether " +
    "the address has an account or not, and a link in an e-mail message opens it.",
  security: anybody,
  request: { body: jsonBody(Registration, story.registration) },
  responses: {
    201: json(entered, SIGNED_IN, story.session),
    202: json(RegistrationPending, "a message is on its way", story.registrationPending),
    ...problems(400, 403, 408, "EMAIL_TAKEN", "BODY_TOO_LARGE", 422, "TOO_MANY_ATTEMPTS", 503),
  },
});

export const finishRegistration = createRoute({
  method: "post",
  path: "/auth/register/finish",
  tags,
  summary: "Open an account with the link from the message, and sign in",
  description:
    "For installations that open accounts by mail. It takes the password again, so registering " +
    "with somebody else's address gains nothing when that person opens the link.",
  security: anybody,
  request: { body: jsonBody(RegistrationFinish, story.registrationFinish) },
  responses: {
    201: json(entered, SIGNED_IN, story.session),
    ...problems(400, 403, 408, "LINK_OVER", "BODY_TOO_LARGE", 422, "TOO_MANY_ATTEMPTS", 503),
  },
});

export const login = createRoute({
  method: "post",
  path: "/auth/login",
  tags,
  summary: "Sign in",
  security: anybody,
  description: "Where the account has a second factor, a right password without a `code` is 401, " +
    "`SECOND_FACTOR_NEEDED`: ask for the code, and sign in with both. A password that has appeared " +
    "on a list of leaked ones is 401, `PASSWORD_LEAKED`: ask for a new one, and send both.",
  request: { body: jsonBody(SignIn, story.credentials) },
  responses: {
    200: json(entered, SIGNED_IN, story.session),
    ...problems(
      400,
      "WRONG_CREDENTIALS",
      "SECOND_FACTOR_NEEDED",
      "WRONG_CODE",
      "PASSWORD_LEAKED",
      403,
      408,
      "BODY_TOO_LARGE",
      422,
      "TOO_MANY_ATTEMPTS",
      503,
    ),
  },
});

export const signInMethods = createRoute({
  method: "get",
  path: "/auth/methods",
  tags,
  summary: "The ways to sign in here, for a sign-in page",
  security: anybody,
  responses: {
    200: json(SignInMethods, "what there is", story.signInMethods),
    ...problems(400, 503),
  },
});

export const leaveForProvider = createRoute({
  method: "get",
  path: "/auth/provider",
  tags,
  summary: "Sign in with another provider: redirects the browser there",
  security: anybody,
  request: {
    query: z.object({
      next: z.string().max(2_000).optional().openapi({
        param: { example: "/account" },
        description: "the page of the web to come back to",
      }),
    }),
  },
  responses: {
    302: { description: "to the provider" },
    ...problems(400, "PROVIDER_OFF", 422, 503),
  },
});

export const comeBackFromProvider = createRoute({
  method: "get",
  path: "/auth/provider/callback",
  tags,
  summary: "Provider callback: signs the browser in with cookies",
  security: anybody,
  responses: {
    302: { description: "to the web: signed in, or to the sign-in page, which says why not" },
    ...problems(400, "PROVIDER_OFF", "TOO_MANY_ATTEMPTS", 503),
  },
});

export const refresh = createRoute({
  method: "post",
  path: "/auth/refresh",
  tags,
  summary: "Renew the session: new tokens for a refresh token, which works once",
  description:
    "A refresh token that comes back more than 30 s after it was replaced has been used twice, so " +
    "its session is ended. A browser's token is in its cookie and is refreshed automatically.",
  security: anybody,
  request: {
    body: { ...jsonBody(Refresh, { refresh_token: story.session.refresh_token }), required: false },
  },
  responses: {
    200: json(entered, SIGNED_IN, story.session),
    ...problems(400, "SESSION_ENDED", 403, 408, "BODY_TOO_LARGE", 422, "TOO_MANY_ATTEMPTS", 503),
  },
});

export const logout = createRoute({
  method: "post",
  path: "/auth/logout",
  tags,
  summary: "Sign out: ends the session, in every service within seconds",
  description: "The session of the token, of the cookies, or of the refresh token in the body.",
  security: anybody,
  request: {
    body: { ...jsonBody(Refresh, { refresh_token: story.session.refresh_token }), required: false },
  },
  responses: {
    204: { description: "signed out" },
    ...problems(400, 403, 408, "BODY_TOO_LARGE", 422, 503),
  },
});

export const listSessions = createRoute({
  method: "get",
  path: "/auth/sessions",
  tags,
  summary: "Where I am signed in, the last used first",
  security: signedIn,
  responses: {
    200: json(z.array(SessionEntry), "my open sessions", story.sessions),
    ...problems(401, 503),
  },
});

const ending = {
  ...jsonBody(SessionsEnd, { password: story.credentials.password }),
  required: false,
};
const ENDING =
  "A session that was opened more than ten minutes ago needs the password to end others: " +
  "without it the answer is 403, `PASSWORD_NEEDED`.";

export const endSession = createRoute({
  method: "delete",
  path: "/auth/sessions/{id}",
  tags,
  summary: "Sign out there: ends one of my sessions",
  description: ENDING,
  security: signedIn,
  request: {
    params: z.object({
      id: z.uuid().openapi({
        param: { name: "id", in: "path", example: story.SESSION_ID },
        description: "the session's id",
      }),
    }),
    body: ending,
  },
  responses: {
    204: { description: "ended" },
    ...problems(
      400,
      401,
      "PASSWORD_NEEDED",
      404,
      408,
      "BODY_TOO_LARGE",
      422,
      "TOO_MANY_ATTEMPTS",
      503,
    ),
  },
});

export const endSessions = createRoute({
  method: "delete",
  path: "/auth/sessions",
  tags,
  summary: "Sign out everywhere: ends all my sessions, this one too",
  description: ENDING,
  security: signedIn,
  request: { body: ending },
  responses: {
    204: { description: "ended" },
    ...problems(400, 401, "PASSWORD_NEEDED", 408, "BODY_TOO_LARGE", 422, "TOO_MANY_ATTEMPTS", 503),
  },
});

export const changePassword = createRoute({
  method: "post",
  path: "/auth/password",
  tags,
  summary: "Change my password: ends my other sessions",
  security: signedIn,
  request: { body: jsonBody(PasswordChange, story.passwordChange) },
  responses: {
    204: { description: "changed" },
    ...problems(400, 401, 403, 408, "BODY_TOO_LARGE", 422, "TOO_MANY_ATTEMPTS", 503),
  },
});

export const me = createRoute({
  method: "get",
  path: "/auth/me",
  tags,
  summary: "Who I am",
  security: signedIn,
  responses: { 200: json(Me, "the user", story.me), ...problems(401, 503) },
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
