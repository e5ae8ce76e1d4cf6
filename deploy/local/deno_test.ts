/** The script by which this repository is run looks for a Deno, and does not find itself. */
import assert from "node:assert/strict";
import { resolve } from "node:path";

Deno.test("with the script's own folder on PATH it takes the Deno that npm has", async () => {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.symlink(resolve("deploy/local/deno"), `${dir}/deno`);
    const npx = `#!/bin/sh\necho "${Deno.execPath()}"\n`;
    await Deno.writeTextFile(`${dir}/npx`, npx, { mode: 0o755 });
    const { success, stdout } = await new Deno.Command(`${dir}/deno`, {
      args: ["eval", "console.log('ran')"],
      cwd: dir,
      env: { PATH: `${dir}:/usr/bin:/bin` },
      stderr: "null",
    }).output();
    assert.equal(success, true);
    assert.equal(new TextDecoder().decode(stdout), "ran\n");
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
