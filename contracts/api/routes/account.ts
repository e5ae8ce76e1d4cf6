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
    200: json(User, "the user as he is now", story.user),
    ...problems(400, 401, 403, 408, 422, 503),
  },
});

export const forgotPassword = createRoute({
  method: "post",
  path: "/auth/password/forgot",
  tags,
  summary: "Have a link sent by which a new password is chosen",
  description: "The answer is the same, and as quick, whether the address has an account or not.",
  security: anybody,
  request: { body: jsonBody(PasswordForgotten, { email: story.credentials.email }) },
  responses: {
    202: { description: "if there is such an account, a letter is on its way" },
    ...problems(400, 403, 408, "MAIL_OFF", 422, "TOO_MANY_ATTEMPTS", 503),
  },
});

export const resetPassword = createRoute({
  method: "post",
  path: "/auth/password/reset",
  tags,
  summary: "Choose a new password by the link in a letter: ends all sessions",
  description: "The link works once, within 30 minutes. Sign in with the new password then.",
  security: anybody,
  request: { body: jsonBody(PasswordReset, story.passwordReset) },
  responses: {
    204: { description: "changed" },
    ...problems(400, 403, 408, "LINK_OVER", 422, "TOO_MANY_ATTEMPTS", 503),
  },
});

export const sendVerification = createRoute({
  method: "post",
  path: "/auth/email/verify",
  tags,
  summary: "Have the link sent again that confirms my address",
  security: signedIn,
  responses: {
    202: { description: "a letter is on its way, unless the address is confirmed already" },
    ...problems(401, 403, "MAIL_OFF", "TOO_MANY_ATTEMPTS", 503),
  },
});

export const changeEmail = createRoute({
  method: "post",
  path: "/auth/email",
  tags,
  summary: "Change my address: holds once the link that is sent there was opened",
  description:
    "The former address is told. Whether the new one has an account already is not said " +
    "here; its owner is told then, and nothing changes.",
  security: signedIn,
  request: { body: jsonBody(AddressChange, story.addressChange) },
  responses: {
    202: { description: "a letter is on its way to the new address" },
    ...problems(400, 401, 403, 408, "MAIL_OFF", 422, "TOO_MANY_ATTEMPTS", 503),
  },
});

export const confirmEmail = createRoute({
  method: "post",
  path: "/auth/email/confirm",
  tags,
  summary: "Confirm an address by the link in a letter",
  security: anybody,
  request: { body: jsonBody(AddressConfirmation, { token: story.LINK_TOKEN }) },
  responses: {
    200: json(ConfirmedAddress, "the address", { email: story.credentials.email }),
    ...problems(400, 403, 408, "LINK_OVER", 422, "TOO_MANY_ATTEMPTS", 503),
  },
});
