/** The API calls that begin, renew and end a session, apart from the others: every page has them. */
import type { RegistrationPending, User } from "@rollcall/contracts/api";
import { call } from "./http.ts";

export const whoAmI = (fetch?: typeof globalThis.fetch) =>
  call<User>("/auth/me", { fetch, once: true });
/**
 * For before a call that may take long, with which the server renews no session: renews it if it has
 * to be. How that went is seen by the call.
 */
export const renewSession = async () => void await whoAmI();
/** @returns the user, or where accounts open by mail that a message is on its way */
export const enter = (
  mode: "login" | "register",
  body: { email: string; password: string; name?: string; code?: string; new_password?: string },
) => call<{ user: User } | RegistrationPending>(`/auth/${mode}`, { method: "POST", body });
export const logOut = () => call<null>("/auth/logout", { method: "POST" });
export const logOutEverywhere = (password?: string) =>
  call<null>("/auth/sessions", { method: "DELETE", body: { password } });
