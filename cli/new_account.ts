/** A new account on a running system, for the demo, tests and benches. */
import type { Job, User } from "@rollcall/contracts/api";
import type { Api } from "./api.ts";
import { enter, register } from "./session.ts";
import { multipart } from "./multipart.ts";

export interface ClientAccount {
  user: User;
  api: Api;
  upload(file: File): Promise<Job>;
}

/** @throws with the API's message */
export async function openAccount(url: string): Promise<ClientAccount> {
  const email = `demo-${crypto.randomUUID().slice(0, 8)}@example.com`;
  const registration = { email, password: crypto.randomUUID(), name: "Demo" };
  const session = await register(url, registration);
  const { user } = session;
  const { api } = enter(url, session);
  const upload = (file: File) =>
    api.upload(() => {
      const { name, type } = file;
      return Promise.resolve(multipart({}, { name, type, bytes: file.stream() }, () => {}));
    });
  return { user, api, upload };
}
