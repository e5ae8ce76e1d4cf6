/** Registering, logging in and out, and who I am. */
import { z } from "zod";

export const Credentials = z.object({
  email: z.email().max(254),
  password: z.string().min(8, "a password has at least 8 characters").max(128),
}).meta({ id: "Credentials" });

export const Registration = Credentials.extend({
  name: z.string().trim().min(1).max(200).optional(),
}).meta({ id: "Registration" });

export const User = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string().nullable(),
  roles: z.array(z.string()).describe("what the session may do besides; admin: see operations"),
}).meta({ id: "User" });

/** `token` is a JWT for `Authorization: Bearer`; browsers get the same as an httpOnly cookie. */
export const Session = z.object({
  token: z.string(),
  user: User,
}).meta({ id: "Session" });

export type User = z.infer<typeof User>;
export type Session = z.infer<typeof Session>;
export type Credentials = z.infer<typeof Credentials>;
export type Registration = z.infer<typeof Registration>;
