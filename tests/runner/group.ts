/** Many light test files as one: each test is known by its file's name and its own. */
import { groupOfFiles, nameInGroup } from "../harness/run_settings.ts";

for (const file of groupOfFiles()) {
  nameInGroup.file = file;
  try {
    await import(new URL(`../../${file}`, import.meta.url).href);
  } catch (error) {
    Deno.test("the file can be loaded", () => {
      throw error;
    });
  }
}
nameInGroup.file = undefined;
