/** Routes of the identity service about one's own account: name, address, password. */
import { createRoute } from "@hono/zod-openapi";
import {
  AccountUpdate,
  AddressChange,
  AddressConfirmation,
  ConfirmedAddress,
  PasswordForgotten,
  PasswordReset,
  User,
} from "../auth.ts";
import * as story from "../story.ts";
import { anybody, json, jsonBody, problems, signedIn } from "./parts.ts";

const tags = ["Account"];

export const updateMe = createRoute({
  method: "patch",
  path: "/auth/me",
  tags,
  summary: "Change my name",
  security: signedIn,
  request: { body: jsonBody(AccountUpdate, story.accountUpdate) },
  responses: {
    200: json(User, "the updated user", story.user),
    ...problems(400, 401, 403, 408, "BODY_TOO_LARGE", 422, 503),
  },
});

export const forgotPassword = createRoute({
  method: "post",
  path: "/auth/password/forgot",
  tags,
  summary: "Request a password reset link",
  description: "The answer is the same, and as quick, whether the address has an account or not.",
  security: anybody,
  request: { body: jsonBody(PasswordForgotten, { email: story.credentials.email }) },
  responses: {
    202: { description: "if there is such an account, a message is on its way" },
    ...problems(400, 403, 408, "MAIL_OFF", "BODY_TOO_LARGE", 422, "TOO_MANY_ATTEMPTS", 503),
  },
});

export const resetPassword = createRoute({
  method: "post",
  path: "/auth/password/reset",
  tags,
  summary: "Choose a new password with the link from the message: ends all sessions",
  description:
    "The link works once, within 30 minutes. Then sign in with the new password. If the address was " +
    "never confirmed, somebody else may have registered with it: `start_over` deletes that account " +
    "and opens an empty one.",
  security: anybody,
  request: { body: jsonBody(PasswordReset, story.passwordReset) },
  responses: {
    204: { description: "changed" },
    ...problems(
      400,
      403,
      408,
      "ADDRESS_CONFIRMED",
      "LINK_OVER",
      "BODY_TOO_LARGE",
      422,
      "TOO_MANY_ATTEMPTS",
      503,
    ),
  },
});

export const sendVerification = createRoute({
  method: "post",
  path: "/auth/email/verify",
  tags,
  summary: "Resend the link that confirms my address",
  security: signedIn,
  responses: {
    202: { description: "a message is on its way, unless the address is already confirmed" },
    ...problems(401, 403, "MAIL_OFF", "TOO_MANY_ATTEMPTS", 503),
  },
});

export const changeEmail = createRoute({
  method: "post",
  path: "/auth/email",
  tags,
  summary: "Change my e-mail address; takes effect when the link sent to it is opened",
  description:
    "The old address is notified. The answer never reveals whether the new one already has an " +
    "account; its owner is notified instead.",
  security: signedIn,
  request: { body: jsonBody(AddressChange, story.addressChange) },
  responses: {
    202: { description: "a message is on its way to the new address" },
    ...problems(400, 401, 403, 408, "MAIL_OFF", "BODY_TOO_LARGE", 422, "TOO_MANY_ATTEMPTS", 503),
  },
});

export const confirmEmail = createRoute({
  method: "post",
  path: "/auth/email/confirm",
  tags,
  summary: "Confirm an address with the link from the message",
  security: anybody,
  request: { body: jsonBody(AddressConfirmation, { token: story.LINK_TOKEN }) },
  responses: {
    200: json(ConfirmedAddress, "the address", { email: story.credentials.email }),
    ...problems(400, 403, 408, "LINK_OVER", "BODY_TOO_LARGE", 422, "TOO_MANY_ATTEMPTS", 503),
  },
});
