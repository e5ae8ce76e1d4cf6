/** Ann's account: signing up and in, her sessions, and what the security log says of it. */
import type {
  AccountUpdate,
  AddressChange,
  Credentials,
  Me,
  PasswordChange,
  PasswordReset,
  RecoveryCodes,
  Registration,
  RegistrationFinish,
  RegistrationPending,
  SecondFactorSetup,
  Session,
  SessionEntry,
  SignInMethods,
  User,
} from "../auth.ts";
import { at, JOB_ID, SESSION_ID, USER_ID } from "./ids.ts";
import type { Retention } from "../retention.ts";
import type { SecurityEntry } from "../security_log.ts";

export const credentials: Credentials = {
  email: "ann@example.com",
  password: "correct horse battery",
};
export const passwordChange: PasswordChange = {
  old_password: credentials.password,
  new_password: "staples of another colour",
};
export const registration: Registration = { ...credentials, name: "Ann Lee" };
export const user: User = {
  id: USER_ID,
  email: credentials.email,
  name: "Ann Lee",
  roles: [],
  email_verified: false,
  second_factor: false,
};
export const me: Me = { ...user, providers: [] };
export const LINK_TOKEN = "qK3c0cT1…";
export const registrationPending: RegistrationPending = {
  pending: true,
  detail: "A message with a link is on its way to this address: open it within a day.",
};
export const registrationFinish: RegistrationFinish = {
  token: LINK_TOKEN,
  password: credentials.password,
};
export const passwordReset: PasswordReset = {
  token: LINK_TOKEN,
  new_password: passwordChange.new_password,
};
export const addressChange: AddressChange = {
  email: "ann.lee@example.com",
  password: credentials.password,
};
export const signInMethods: SignInMethods = {
  mail: true,
  register_by_mail: false,
  provider: null,
};
export const secondFactorSetup: SecondFactorSetup = {
  secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
  uri: "otpauth://totp/Rollcall:ann%40example.com?issuer=Rollcall&secret=GEZDGNBVGY3TQOJQ…",
};
export const recoveryCodes: RecoveryCodes = {
  recovery_codes: ["GEZD-GNBV-GY3T-QOJQ", "MFRG-GZDF-MZTW-Q2LK"],
};
export const accountUpdate: AccountUpdate = { name: "Ann Lee" };
export const session: Session = {
  token: "eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCJ9.….…",
  refresh_token: "8J3v0cS1…",
  expires_in: 600,
  user,
};
export const sessions: SessionEntry[] = [{
  id: SESSION_ID,
  current: true,
  device: "curl/8.5.0",
  address: "192.0.2.7",
  created_at: at(0),
  used_at: at(0),
  expires_at: at(12 * 3600),
}];
export const securityLog: SecurityEntry[] = [{
  id: "4712",
  at: at(60),
  action: "rows_viewed",
  actor: "user",
  address: "192.0.2.7",
  request_id: "0198c0de-0000-7000-8000-000000000006",
  job_id: JOB_ID,
}, {
  id: "4711",
  at: at(0),
  action: "signed_in",
  actor: "user",
  address: "192.0.2.7",
  request_id: "0198c0de-0000-7000-8000-000000000007",
  job_id: null,
}];
export const retention: Retention = { keep_days: 90, keep_unfinished_days: 30, most_days: 365 };
export const keySet = {
  keys: [{
    kid: "0198c0de-0000-7000-8000-000000000004",
    kty: "OKP",
    crv: "Ed25519",
    alg: "EdDSA",
    use: "sig",
    x: "j59LEEZ-0mXZNETgzg86ZdssrGqYPWtM9dIQiUhKUvM",
  }],
};
