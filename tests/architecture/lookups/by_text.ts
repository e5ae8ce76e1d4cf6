/** Look-ups of every form, for the test of the finder. */
import { type RowValues, valueAt } from "@rollcall/contracts";

type Known = "email" | "phone";

export function lookUps(key: string, known: Known, place: number, keyed: RowValues) {
  const plain: Record<string, string> = {},
    closed: Record<Known, string> = { email: "", phone: "" };
  const list = ["a"], many = [plain];
  const found = [plain[key], key in plain];
  plain[key] = "written";
  const laid = [Object.assign({}, ...many), Object.assign({}, keyed)];
  const fine = [closed[known], list[place], plain.email, plain["phone"], valueAt(keyed, key)];
  return [found, laid, fine, Object.assign({}, closed)];
}
