/** Assigns a problem's errors to the fields of the forms about accounts. */
import type { Problem } from "@rollcall/contracts/api";

export type FieldErrors = {
  any: boolean;
  name: string | null;
  email: string | null;
  password: string | null;
  old_password: string | null;
  new_password: string | null;
  code: string | null;
};

export function fieldErrors(problem: Problem | null): FieldErrors {
  const about = (field: string) => {
    const found = problem?.errors?.find(({ path }) => path.split(".").at(-1) === field);
    return found ? sentence(found.message) : null;
  };
  const errors = {
    name: about("name"),
    email: about("email"),
    password: about("password"),
    old_password: about("old_password"),
    new_password: about("new_password"),
    code: about("code"),
  };
  return { any: Object.values(errors).some((error) => error !== null), ...errors };
}

function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
