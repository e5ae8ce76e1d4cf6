/** The API calls about one's own account, one function each. */
import type {
  RecoveryCodes,
  Retention,
  RetentionChange,
  SecondFactor,
  SecondFactorSetup,
  SessionEntry,
  SignInMethods,
  User,
} from "@rollcall/contracts/api";
import { call } from "./http.ts";

type Fetch = typeof globalThis.fetch;
type BothFactors = { password: string; code: string };

const post = <T>(path: string, body?: unknown) => call<T>(path, { method: "POST", body });

export const signInMethods = (fetch?: Fetch) =>
  call<SignInMethods>("/auth/methods", { fetch, once: true });

export const forgotPassword = (email: string) => post<null>("/auth/password/forgot", { email });
export const resetPassword = (token: string, new_password: string, start_over?: boolean) =>
  post<null>("/auth/password/reset", { token, new_password, start_over });
export const finishRegistration = (token: string, password: string) =>
  post<{ user: User }>("/auth/register/finish", { token, password });
export const confirmEmail = (token: string) =>
  post<{ email: string }>("/auth/email/confirm", { token });
export const sendVerification = () => post<null>("/auth/email/verify", {});
export const changeEmail = (email: string, password: string) =>
  post<null>("/auth/email", { email, password });
export const rename = (name: string | null) =>
  call<User>("/auth/me", { method: "PATCH", body: { name } });

export const getSecondFactor = () => call<SecondFactor>("/auth/second-factor");
export const setUpSecondFactor = (password: string) =>
  post<SecondFactorSetup>("/auth/second-factor", { password });
export const confirmSecondFactor = (code: string) =>
  post<RecoveryCodes>("/auth/second-factor/confirm", { code });
export const renewRecoveryCodes = (both: BothFactors) =>
  post<RecoveryCodes>("/auth/second-factor/recovery-codes", both);
export const removeSecondFactor = (both: BothFactors) =>
  post<null>("/auth/second-factor/remove", both);

export const listSessions = () => call<SessionEntry[]>("/auth/sessions");
export const endSession = (id: string, password?: string) =>
  call<null>(`/auth/sessions/${id}`, { method: "DELETE", body: { password } });

export const setRetention = (body: RetentionChange) =>
  call<Retention>("/me/retention", { method: "PATCH", body });

/** A ZIP archive of everything about the user. */
export const EXPORT_HREF = "/api/me/export";
export const deleteAccount = (password: string) =>
  call<null>("/me", { method: "DELETE", body: { password } });
