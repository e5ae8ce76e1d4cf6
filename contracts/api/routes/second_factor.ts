/** Routes of the identity service about the second factor of one's own account. */
import { createRoute } from "@hono/zod-openapi";
import {
  BothConfirmed,
  CodeConfirmation,
  PasswordConfirmation,
  RecoveryCodes,
  SecondFactor,
  SecondFactorSetup,
} from "../auth.ts";
import * as story from "../story.ts";
import { json, jsonBody, problems, signedIn } from "./parts.ts";

const tags = ["Account"];
const { password } = story.credentials;

/** What may be said to whoever gives password and code. */
const bothConfirmed = problems(
  400,
  401,
  403,
  408,
  "SECOND_FACTOR_OFF",
  "BODY_TOO_LARGE",
  422,
  "TOO_MANY_ATTEMPTS",
  503,
);

export const getSecondFactor = createRoute({
  method: "get",
  path: "/auth/second-factor",
  tags,
  summary: "Whether my account uses a second factor",
  security: signedIn,
  responses: {
    200: json(SecondFactor, "my second factor", { on: false, recovery_codes_left: 0 }),
    ...problems(401, 503),
  },
});

export const setUpSecondFactor = createRoute({
  method: "post",
  path: "/auth/second-factor",
  tags,
  summary: "Begin to set up a second factor: a secret for an authenticator app",
  description:
    "It takes effect when you confirm a first code. Starting again invalidates the previous secret.",
  security: signedIn,
  request: { body: jsonBody(PasswordConfirmation, { password }) },
  responses: {
    200: json(SecondFactorSetup, "the secret", story.secondFactorSetup),
    ...problems(
      400,
      401,
      403,
      408,
      "EMAIL_NOT_VERIFIED",
      "SECOND_FACTOR_ON",
      "BODY_TOO_LARGE",
      422,
      "TOO_MANY_ATTEMPTS",
      503,
    ),
  },
});

export const confirmSecondFactor = createRoute({
  method: "post",
  path: "/auth/second-factor/confirm",
  tags,
  summary: "Turn the second factor on with a first code from the app",
  security: signedIn,
  request: { body: jsonBody(CodeConfirmation, { code: "287082" }) },
  responses: {
    200: json(RecoveryCodes, "on; the codes for when the app is lost", story.recoveryCodes),
    ...problems(
      400,
      401,
      403,
      408,
      "SECOND_FACTOR_ON",
      "BODY_TOO_LARGE",
      422,
      "TOO_MANY_ATTEMPTS",
      503,
    ),
  },
});

export const renewRecoveryCodes = createRoute({
  method: "post",
  path: "/auth/second-factor/recovery-codes",
  tags,
  summary: "Make new recovery codes; the previous ones stop working",
  security: signedIn,
  request: { body: jsonBody(BothConfirmed, { password, code: "287082" }) },
  responses: {
    200: json(RecoveryCodes, "the new codes", story.recoveryCodes),
    ...bothConfirmed,
  },
});

export const removeSecondFactor = createRoute({
  method: "post",
  path: "/auth/second-factor/remove",
  tags,
  summary: "Turn the second factor off",
  security: signedIn,
  request: { body: jsonBody(BothConfirmed, { password, code: "287082" }) },
  responses: {
    204: { description: "off" },
    ...bothConfirmed,
  },
});
