/** Registering, signing in and out, sessions, and who I am. */
import { z } from "zod";
import { PASSWORD_CHARS } from "./password_length.ts";

/** Passwords of accounts from before may be shorter. */
const password = z.string().min(8, "a password has at least 8 characters").max(128);
const newPassword = z.string()
  .min(PASSWORD_CHARS, `a password has at least ${PASSWORD_CHARS} characters`).max(128);

export const Credentials = z.object({
  email: z.email().max(254),
  password,
}).meta({ id: "Credentials" });

/** What signs in. */
export const SignIn = Credentials.extend({
  code: z.string().trim().min(1).max(40).optional().describe(
    "of the authenticator app, or a recovery code: if the answer is SECOND_FACTOR_NEEDED",
  ),
  new_password: newPassword.optional().describe("if the answer is PASSWORD_LEAKED"),
}).meta({ id: "SignIn" });

export const Registration = Credentials.extend({
  password: newPassword,
  name: z.string().trim().min(1).max(200).optional(),
}).meta({ id: "Registration" });

export const User = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string().nullable(),
  roles: z.array(z.string()).describe("additional rights of the session; admin: see operations"),
  email_verified: z.boolean().describe("the link sent to the address was opened"),
  second_factor: z.boolean().describe("signing in also asks for a code"),
}).meta({ id: "User" });

/** What its owner alone sees besides. */
export const Me = User.extend({
  providers: z.array(z.object({
    issuer: z.string(),
    subject: z.string().describe("what the provider calls me"),
  })).describe("external providers that have signed in to my account"),
}).meta({ id: "Me" });

/** Where accounts are opened by mail, what registering answers. */
export const RegistrationPending = z.object({
  pending: z.literal(true),
  detail: z.string(),
}).meta({ id: "RegistrationPending" });

/** What the link in a message has behind its `#`. */
const linkToken = z.string().min(1).max(200).describe("what the link has behind its #");

export const RegistrationFinish = z.object({
  token: linkToken,
  password: z.string().max(128).describe("the one chosen at registration"),
}).meta({ id: "RegistrationFinish" });

export const PasswordForgotten = z.object({ email: z.email().max(254) })
  .meta({ id: "PasswordForgotten" });

export const PasswordReset = z.object({
  token: linkToken,
  new_password: newPassword,
  start_over: z.boolean().optional().describe(
    "only for an address that was never confirmed: whether its account is deleted, with all that is " +
      "in it, and an empty one takes its place",
  ),
}).meta({ id: "PasswordReset" });

export const AddressChange = z.object({
  email: z.email().max(254),
  password: z.string().max(128).describe("the account's current one"),
}).meta({ id: "AddressChange" });

export const AddressConfirmation = z.object({ token: linkToken })
  .meta({ id: "AddressConfirmation" });

export const ConfirmedAddress = z.object({ email: z.string() }).meta({ id: "ConfirmedAddress" });

export const AccountUpdate = z.object({
  name: z.string().trim().min(1).max(200).nullable().describe("null removes it"),
}).meta({ id: "AccountUpdate" });

/** What a program gets when it signs in or refreshes. */
export const Session = z.object({
  token: z.string().describe("a JWT for `Authorization: Bearer`"),
  refresh_token: z.string().describe("works once, for POST /auth/refresh"),
  expires_in: z.number().int().describe("seconds until the token expires"),
  user: User,
}).meta({ id: "Session" });

/** What a page gets: its tokens are in cookies that no script can read. */
export const SignedIn = z.object({ user: User }).meta({ id: "SignedIn" });

export const Refresh = z.object({
  refresh_token: z.string().max(200).optional().describe(
    "not needed from a browser: its cookie has it",
  ),
}).meta({ id: "Refresh" });

export const PasswordChange = z.object({
  old_password: z.string().max(128),
  new_password: newPassword,
}).meta({ id: "PasswordChange" });

/** What this installation lets people do before they have signed in. */
export const SignInMethods = z.object({
  mail: z.boolean().describe("messages are sent: addresses can be confirmed and passwords reset"),
  register_by_mail: z.boolean().describe("an account opens by a link in an e-mail message"),
  provider: z.string().nullable().describe("the name of an external provider to sign in with"),
}).meta({ id: "SignInMethods" });

export const SecondFactor = z.object({
  on: z.boolean(),
  recovery_codes_left: z.number().int(),
}).meta({ id: "SecondFactor" });

/** What changes an account's protection asks for its password. */
export const PasswordConfirmation = z.object({ password: z.string().max(128) })
  .meta({ id: "PasswordConfirmation" });

export const SecondFactorSetup = z.object({
  secret: z.string().describe("in base32, to be typed into the app"),
  uri: z.string().describe("the same for a QR code"),
}).meta({ id: "SecondFactorSetup" });

const code = z.string().trim().min(1).max(40);

export const CodeConfirmation = z.object({ code }).meta({ id: "CodeConfirmation" });

export const BothConfirmed = PasswordConfirmation.extend({
  code: code.describe("of the app, or a recovery code"),
}).meta({ id: "BothConfirmed" });

export const RecoveryCodes = z.object({
  recovery_codes: z.array(z.string()).describe("each works once; they are not shown again"),
}).meta({ id: "RecoveryCodes" });

/** Ending sessions asks for the password where it was not given lately. */
export const SessionsEnd = z.object({
  password: z.string().max(128).optional().describe("if the answer is PASSWORD_NEEDED"),
}).meta({ id: "SessionsEnd" });

/** A place where the user is signed in. */
export const SessionEntry = z.object({
  id: z.string(),
  current: z.boolean().describe("the session of this request"),
  device: z.string().nullable().describe("the User-Agent that opened it"),
  address: z.string().nullable().describe("the address that it was last refreshed from"),
  created_at: z.string(),
  used_at: z.string().describe("when it was last refreshed"),
  expires_at: z.string().describe("when it ends if it is not refreshed before"),
}).meta({ id: "SessionEntry" });

/** Of an account with all that belongs to it. */
export const AccountDeletion = z.object({
  password: z.string().max(128).describe("the account's current one"),
}).meta({ id: "AccountDeletion" });

export type User = z.infer<typeof User>;
export type Me = z.infer<typeof Me>;
export type Session = z.infer<typeof Session>;
export type SignedIn = z.infer<typeof SignedIn>;
export type SessionEntry = z.infer<typeof SessionEntry>;
export type Credentials = z.infer<typeof Credentials>;
export type PasswordChange = z.infer<typeof PasswordChange>;
export type SignInMethods = z.infer<typeof SignInMethods>;
export type SecondFactor = z.infer<typeof SecondFactor>;
export type SecondFactorSetup = z.infer<typeof SecondFactorSetup>;
export type RecoveryCodes = z.infer<typeof RecoveryCodes>;
export type AccountUpdate = z.infer<typeof AccountUpdate>;
export type AddressChange = z.infer<typeof AddressChange>;
export type PasswordReset = z.infer<typeof PasswordReset>;
export type RegistrationFinish = z.infer<typeof RegistrationFinish>;
export type RegistrationPending = z.infer<typeof RegistrationPending>;
export type Registration = z.infer<typeof Registration>;
