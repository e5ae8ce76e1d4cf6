/** The command-line client against a running stack: what it prints, what it writes, how it ends. */
import assert from "node:assert/strict";
import { ApiClient } from "../api/client.ts";
import { codeAt } from "../../services/identity/totp.ts";
import { linkTo } from "../harness/sent_messages.ts";
import { sharedStack } from "../harness/shared_stack.ts";
import { type Ended, rollcallIn } from "./rollcall.ts";
import { startSlowServer } from "./slow_server.ts";

const CLEAN =
  "E-Mail;Vorname;Nachname;Größe\nann@example.com;Ann;Lee;L\nbob@example.com;Bob;Ray;M\n";
const ISSUES = `email,first name,last name
ann@example.com,Ann,Lee
ann@example.com,Bob,Ray
cyd@gmial.com,Cyd,Fox
,Dan,Gil
eve@example.com,,Hunt
eve@example.com,Eve,Hunt
`;

Deno.test("the command-line client against a running stack", async (t) => {
  const stack = sharedStack();
  const folder = await Deno.makeTempDir();
  const write = (name: string, text: string) => Deno.writeTextFile(`${folder}/${name}`, text);
  const read = (name: string) => Deno.readTextFile(`${folder}/${name}`);
  await write("clean.csv", CLEAN);
  await write("issues.csv", ISSUES);
  await write("towns.csv", "Town,Street\nCork,High St\n");
  await write("people.ods", CLEAN);
  const start = await rollcallIn(folder);
  const email = `cli-${crypto.randomUUID()}@example.com`;
  const { token } = await ApiClient.register(stack.apiUrl, email);
  const env = { ROLLCALL_URL: stack.apiUrl, ROLLCALL_TOKEN: token };
  const run = (...args: string[]) => start(args, env).ended;

  try {
    await t.step(
      "a clean file is done: exit code 0, the list written, sentences on stdout",
      async () => {
        const ended = await run("import", "clean.csv", "--out", "out.csv");
        expectCode(ended, 0);
        assert.match(ended.stdout, /clean\.csv: 2 rows read, 2 valid \(.*semicolons.*row 1\)\./);
        assert.match(ended.stdout, /Columns: email from "E-Mail", first_name from "Vorname"/);
        assert.match(
          ended.stdout,
          /has 2 contacts: 2 rows read, 0 merged, 0 excluded\.\nThe clean list is in out\.csv\./,
        );
        assert.equal(daysLeft(ended.stdout), 90);
        assert.match(ended.stderr, /^uploading clean\.csv/);
        assert.match(
          await read("out.csv"),
          /^"email","first_name",.*"Größe"\r\n"ann@example\.com","Ann","Lee"/,
        );
      },
    );

    await t.step("issues are left open: exit code 3, and nothing is written", async () => {
      const ended = await run("import", "issues.csv", "--out", "open.csv");
      expectCode(ended, 3);
      assert.match(ended.stdout, /issues open: .*1 DUPLICATE_EMAIL/);
      assert.equal(daysLeft(ended.stdout), 30, "a job without a clean list goes earlier");
      await assert.rejects(read("open.csv"));
    });

    await t.step("rules resolve them: exit code 0; JSON alone on stdout", async () => {
      const ended = await run(
        ...["import", "issues.csv", "--rule", "first", "--rule", "EMAIL_TYPO=take_suggestion"],
        ...["--rule", "skip", "--out", "list.json", "--rejected", "left.csv", "--json"],
      );
      expectCode(ended, 0);
      const said = JSON.parse(ended.stdout);
      assert.equal(said.exit_code, 0);
      assert.equal(said.job.status, "COMPLETED");
      assert.deepEqual(said.files, { out: "list.json", rejected: "left.csv" });
      assert.deepEqual(
        said.settled.map(({ type, rule }: Record<string, string>) => `${type}=${rule}`),
        ["DUPLICATE_EMAIL=first", "EMAIL_TYPO=take_suggestion"].concat(
          ["MISSING_EMAIL=skip", "MISSING_FIRST_NAME=skip"],
        ),
      );
      const list = JSON.parse(await read("list.json"));
      assert.deepEqual(list.map((contact: { email: string }) => contact.email), [
        ...["ann@example.com", "cyd@gmail.com", "eve@example.com"],
      ]);
      assert.match(await read("left.csv"), /"Dan","Gil"/);
    });

    await t.step(
      "resolve goes on where an import ended, and resolves anew when asked",
      async () => {
        const { stdout } = await run("import", "issues.csv", "--json");
        const { id } = JSON.parse(stdout).job;
        expectCode(await run("resolve", id, "--rule", "skip"), 0);
        const same = await run("resolve", id, "--rule", "EMAIL_TYPO=take_suggestion");
        expectCode(same, 0);
        assert.match(
          same.stdout,
          /0 issues resolved: EMAIL_TYPO.*\n.*stays so; give --include-resolved/,
        );
        const anew = await run(
          ...["resolve", id, "--rule", "EMAIL_TYPO=take_suggestion", "--include-resolved"],
          ...["--out", "anew.csv"],
        );
        expectCode(anew, 0);
        assert.match(anew.stdout, /1 issue resolved: EMAIL_TYPO by take_suggestion\./);
        assert.match(await read("anew.csv"), /cyd@gmail\.com/);
        const again = await run(
          ...["resolve", id, "--rule", "EMAIL_TYPO=take_suggestion", "--include-resolved"],
        );
        assert.match(again.stdout, /1 issue was resolved before, and the rule changes nothing/);
      },
    );

    await t.step("issues are decided one by one, and a decision is taken back", async () => {
      const { stdout } = await run("import", "issues.csv", "--json");
      const { id } = JSON.parse(stdout).job;
      const listed = (await run("issues", id, "--type", "DUPLICATE_EMAIL")).stdout;
      const issue = /^(\S+) .*ann@example\.com \(row 2, 3\)/m.exec(listed)![1]!;
      const wrong = await run("decide", issue, "--choose", "4");
      expectCode(wrong, 1);
      assert.match(wrong.stderr, /Row 4 is not a row of issue .*; its rows are 2, 3\./);
      const merged = await run(
        "decide",
        issue,
        "--merge",
        "first_name=3",
        "--edit",
        "company=Acme",
      );
      expectCode(merged, 0);
      assert.match(merged.stdout, /is taken\.\n\d issues open: /);
      const chosen = await run("decide", issue, "--choose", "3", "--json");
      const { version } = JSON.parse(chosen.stdout);
      const undone = await run("undo", issue, "--seen-version", String(version), "--json");
      expectCode(undone, 0);
      // Said again, as after a lost answer, it takes nothing else back.
      assert.equal(
        (await run("undo", issue, "--seen-version", String(version), "--json")).stdout,
        undone.stdout,
      );
      expectCode(await run("undo", issue), 1);
      expectCode(await run("decide", issue, "--keep"), 0);

      const skipped = (await run("resolve", id, "--rule", "skip", "--no-finalize")).stdout;
      const [, ...batch] = /rollcall (undo) (\S+ --batch \S+)/.exec(skipped)!;
      const back = await run(...batch.join(" ").split(" "));
      expectCode(back, 0);
      assert.match(back.stdout, /^Undone: 1 issue of the batch\.\n1 issue open: /);
      expectCode(await run("resolve", id, "--rule", "skip", "--no-finalize"), 0);
      const made = await run("resolve", id, "--finalize");
      expectCode(made, 0);
      assert.match(made.stdout, /The clean list has \d contacts/);
    });

    await t.step("rows are changed, excluded, brought back, and each step is undone", async () => {
      const { id } = JSON.parse((await run("import", "clean.csv", "--json")).stdout).job;
      const list = async () => {
        expectCode(await run("resolve", id, "--finalize"), 0);
        expectCode(await run("download", id, "--out", "changed.csv"), 0);
        return await read("changed.csv");
      };
      const upper = ["change", id, "--upper", "last_name", "--filter", "email:contains:ann"];
      const tried = await run(...upper, "--dry-run");
      expectCode(tried, 0);
      assert.match(tried.stdout, /^1 row would be changed;.*\n {2}last_name: "Lee" → "LEE"\n/);
      assert.match(await list(), /"Ann","Lee"/);

      const changed = await run(...upper);
      expectCode(changed, 0);
      assert.match(changed.stdout, /^1 row changed\.\n.*rollcall undo \S+ --batch /);
      assert.match(await list(), /"Ann","LEE"/);
      const [, ...batch] = /rollcall (undo) (\S+ --batch \S+)/.exec(changed.stdout)!;
      const undone = await run(...batch.join(" ").split(" "));
      expectCode(undone, 0);
      assert.match(undone.stdout, /^Undone: 1 row of the batch\./);

      const split = [
        "change",
        id,
        "--split",
        "email",
        "--by",
        "@",
        "--into",
        "Box",
        "--into",
        "Host",
      ];
      const parts = await run(...split, "--all-rows", "--dry-run");
      expectCode(parts, 0);
      assert.match(
        parts.stdout,
        /^2 rows would be changed;.*\nNew: Box, Host\.\n {2}Box: "" → "ann"/,
      );
      expectCode(await run(...split, "--all-rows"), 0);
      assert.match(await list(), /"Box","Host"\r\n.*"ann","/);
      for (let step = 0; step < 2; step++) expectCode(await run("undo", id), 0);
      assert.doesNotMatch(await list(), /Box/);

      const excluded = await run("exclude", id, "--search", "bob");
      assert.match(excluded.stdout, /^1 row excluded\./);
      assert.doesNotMatch(await list(), /bob@/);
      assert.match((await run("undo", id)).stdout, /^Undone: /);
      assert.match((await run("undo", id)).stdout, /^Undone: /);
      assert.match(await list(), /bob@/);
      assert.match((await run("exclude", id, "--all-rows")).stdout, /^2 rows excluded\./);
      const back = await run("bring-back", id, "--filter", "state:is:excluded");
      assert.match(back.stdout, /^2 rows brought back\./);
      expectCode(await run("undo", id), 0);
      const redone = await run("redo", id);
      expectCode(redone, 0);
      assert.match(redone.stdout, /^Done again: /);
      const none = await run("redo", id);
      expectCode(none, 1);
      assert.match(none.stderr, /There is nothing to redo\./);
      assert.match((await run("exclude", id, "--search", "nobody")).stdout, /^No row is found/);
      const country = await run("change", id, "--phones", "--region", "XX", "--all-rows");
      expectCode(country, 1);
      assert.match(country.stderr, /"XX" is no country/);
    });

    await t.step("a file is read again with other options, as a new job", async () => {
      await write("sizes.csv", CLEAN.replace("Vorname", "Rufname"));
      const { id } = JSON.parse((await run("import", "sizes.csv", "--json")).stdout).job;
      const again = await run("read-again", id, "--mapping", "job_title=Größe", "--json");
      expectCode(again, 0);
      const { job } = JSON.parse(again.stdout);
      assert.notEqual(job.id, id);
      assert.equal(job.mapping.job_title, "Größe");
    });

    await t.step("--no-finalize leaves the list open; status and download say so: 3", async () => {
      const ended = await run("import", "issues.csv", "--rule", "skip", "--no-finalize", "--json");
      expectCode(ended, 0);
      const { job } = JSON.parse(ended.stdout);
      assert.deepEqual([job.status, job.open_issues], ["NEEDS_REVIEW", 0]);
      const [status, download] = await Promise.all([
        run("status", job.id),
        run("download", job.id, "--out", "early.csv"),
      ]);
      expectCode(status, 3);
      expectCode(download, 3);
      await assert.rejects(read("early.csv"));
    });

    await t.step("a job that failed and a file that is refused: exit code 1 and why", async () => {
      const [failed, refused, asJson] = await Promise.all([
        run("import", "towns.csv"),
        run("import", "people.ods"),
        run("import", "people.ods", "--json"),
      ]);
      expectCode(failed, 1);
      assert.match(failed.stdout, /"Town", "Street"/);
      expectCode(refused, 1);
      assert.match(refused.stderr, /must end in \.csv/);
      expectCode(asJson, 1);
      const { exit_code, error } = JSON.parse(asJson.stdout);
      assert.deepEqual([exit_code, error.code], [1, "UNSUPPORTED_FILE_TYPE"]);
    });

    await t.step("preview, list, issues, download and delete", async () => {
      const { stdout } = await run("import", "issues.csv", "--json");
      const { id } = JSON.parse(stdout).job;
      const [preview, issues, list] = await Promise.all([
        run("preview", "clean.csv", "--delimiter", ";"),
        run("issues", id, "--type", "EMAIL_TYPO"),
        run("list", "--limit", "1", "--json"),
      ]);
      for (const ended of [preview, issues, list]) expectCode(ended, 0);
      assert.match(preview.stdout, /E-Mail +email \(by its name.*ann@example\.com/);
      assert.match(issues.stdout, /EMAIL_TYPO .*\(row 4, perhaps cyd@gmail\.com\)/);
      assert.deepEqual(JSON.parse(list.stdout).jobs.map((job: { id: string }) => job.id), [id]);
      expectCode(await run("delete", id), 0);
      expectCode(await run("status", id), 1);
    });

    await t.step("wrong usage: exit code 2 before anything is sent", async () => {
      const all = await Promise.all([
        run("import", "nowhere.csv"),
        run("import", "clean.csv", "--out", "no-such-folder/a.csv"),
        run("import", "."),
        run("import", "clean.csv", "--rule", "sometimes"),
        run("upload", "clean.csv"),
      ]);
      for (const ended of all) expectCode(ended, 2);
      assert.match(all[0]!.stderr, /nowhere\.csv cannot be read: there is no such file\./);
      assert.match(all[1]!.stderr, /there is no such folder/);
    });

    await t.step("no server, a wrong token, a wrong password: exit code 4", async () => {
      const nobody = { ...env, ROLLCALL_URL: "http://127.0.0.1:9" };
      const all = await Promise.all([
        start(["list"], nobody).ended,
        start(["list", "--token", "wrong"], env).ended,
        start(["list"], { ROLLCALL_URL: stack.apiUrl }).ended,
        start(["list", "--email", email], { ...env, ROLLCALL_PASSWORD: "wrong horse" }).ended,
      ]);
      for (const ended of all) expectCode(ended, 4);
      assert.match(all[0]!.stderr, /No server answers at http:\/\/127\.0\.0\.1:9/);
      assert.match(all[2]!.stderr, /Say who you are/);
    });

    await t.step("address and password sign in", async () => {
      const person = { email: `cli-${crypto.randomUUID()}@example.com`, password: "green bottles" };
      const response = await fetch(`${stack.apiUrl}/auth/register`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(person),
      });
      assert.equal(response.status, 201);
      const { token } = await response.json();
      const ended = await start(["list", "--email", person.email, "--url", stack.apiUrl], {
        ROLLCALL_PASSWORD: person.password,
      }).ended;
      expectCode(ended, 0);
      assert.match(ended.stdout, /You have no jobs/);
      const headers = { authorization: `Bearer ${token}` };
      const open = await (await fetch(`${stack.apiUrl}/auth/sessions`, { headers })).json();
      assert.equal(open.length, 1, "the command's own session has ended with it");
    });

    await t.step("a second factor's code signs in besides; without it, exit code 4", async () => {
      const person = { email: `cli-${crypto.randomUUID()}@example.com`, password: "green bottles" };
      let authorization = "";
      const ask = async (path: string, body: unknown) => {
        const response = await fetch(`${stack.apiUrl}${path}`, {
          method: "POST",
          headers: { "content-type": "application/json", authorization },
          body: JSON.stringify(body),
        });
        assert.ok(response.ok, `${path}: ${response.status}`);
        return await response.json();
      };
      authorization = `Bearer ${(await ask("/auth/register", person)).token}`;
      const link = await linkTo(stack.apiUrl, person.email, /Confirm/);
      await ask("/auth/email/confirm", { token: link.split("#")[1] });
      const { secret } = await ask("/auth/second-factor", { password: person.password });
      const first = codeAt(secret, Date.now());
      const { recovery_codes } = await ask("/auth/second-factor/confirm", { code: first });
      const list = (env: Record<string, string>) =>
        start(["list", "--email", person.email, "--url", stack.apiUrl], {
          ROLLCALL_PASSWORD: person.password,
          ...env,
        }).ended;
      const without = await list({});
      expectCode(without, 4);
      assert.match(without.stderr, /second factor: give its code in ROLLCALL_CODE/);
      expectCode(await list({ ROLLCALL_CODE: first }), 4);
      expectCode(await list({ ROLLCALL_CODE: recovery_codes[0] }), 0);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the command-line client ends when it is told to, and in time", async () => {
  const server = startSlowServer();
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/a.csv`, CLEAN);
    const start = await rollcallIn(folder);
    const env = { ROLLCALL_URL: server.url, ROLLCALL_TOKEN: "t" };
    const [late, interrupted] = [
      start(["import", "a.csv", "--timeout", "1"], env),
      start(["import", "a.csv", "--json"], env),
    ];
    await interrupted.says("waiting for its turn");
    interrupted.signal("SIGINT");
    const stopped = await interrupted.ended;
    expectCode(stopped, 130);
    assert.match(JSON.parse(stopped.stdout).error.detail, /^Interrupted\. Job \S+ goes on/);
    expectCode(await late.ended, 4);
    assert.match((await late.ended).stderr, /Not done within 1 second\. Job \S+ goes on/);
  } finally {
    await server.close();
    await Deno.remove(folder, { recursive: true });
  }
});

function expectCode({ code, stdout, stderr }: Ended, expected: number): void {
  assert.equal(code, expected, `${stdout}\n${stderr}`);
}

/** How many days are left, as it says, to a job that has just changed. */
function daysLeft(stdout: string): number {
  const [, day, time] = /deleted on (\d{4}-\d\d-\d\d) at (\d\d:\d\d) UTC/.exec(stdout) ?? [];
  return Math.round((Date.parse(`${day}T${time}Z`) - Date.now()) / 86_400_000);
}
