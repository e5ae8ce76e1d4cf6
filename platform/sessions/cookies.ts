/**
 * The cookies of a browser's session. Scripts can read none of them. Over https their names begin with
 * `__Host-`: browsers then take them only from this very host, by TLS, for all of its paths.
 */
import type { AuthOptions } from "../config_fields.ts";

export interface CookieNames {
  /** holds the access token, for minutes */
  access: string;
  /** holds the refresh token, for as long as the session may be idle */
  refresh: string;
  /** identifies the device at the next sign-in; it gives access to nothing */
  device: string;
}

/** What says where users are. */
type Origins = Pick<AuthOptions, "JWT_ISSUER" | "WEB_ORIGINS">;

/** The names by the origin that users see. */
export function cookieNames(origins: Origins): CookieNames {
  const prefix = isSecure(origins) ? "__Host-" : "";
  return {
    access: `${prefix}rollcall_session`,
    refresh: `${prefix}rollcall_refresh`,
    device: `${prefix}rollcall_device`,
  };
}

/** Whether the web is served over https: one variable that says so is enough. */
export function isSecure({ JWT_ISSUER, WEB_ORIGINS }: Origins): boolean {
  return [JWT_ISSUER, WEB_ORIGINS[0]].some((origin) => origin?.startsWith("https:"));
}
