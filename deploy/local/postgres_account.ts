/**
 * Postgres refuses to run as root. As anybody else it runs under that person's own account; as
 * root, under the account `postgres`, which is made where it is missing. A checkout in a folder
 * that only root may enter (such as one of `mktemp -d`) is entered by a capability, not by
 * loosening anybody's folders.
 */
import { dirname } from "node:path";

export interface Account {
  /** A command that runs under the account. */
  command(program: string, args: string[], output?: "piped"): Deno.Command;
  /** Hands a file or an empty folder to the account. */
  own(path: string): Promise<void>;
}

/**
 * @param paths what the account has to reach
 * @throws where root may neither make the account nor let it reach the paths
 */
export async function accountFor(...paths: string[]): Promise<Account> {
  if (Deno.uid() !== 0) {
    return {
      command: (program, args, output) => new Deno.Command(program, { args, ...streams(output) }),
      own: async () => {},
    };
  }
  const { uid, gid } = await postgresUser();
  const closed = await firstClosedFolder(paths);
  if (closed && !await runs("setpriv", ["--version"])) {
    throw new Error(
      `the account postgres may not enter ${closed}: move the checkout to a folder that everyone ` +
        `may enter, or run as another user than root`,
    );
  }
  // access(2), by which initdb looks for its server, forgets capabilities unless told not to.
  const prefix = [
    "--securebits=+no_setuid_fixup",
    `--reuid=${uid}`,
    `--regid=${gid}`,
    "--clear-groups",
    ...["--inh-caps=+dac_override", "--ambient-caps=+dac_override"],
  ];
  return {
    command: (program, args, output) =>
      closed
        ? new Deno.Command("setpriv", { args: [...prefix, program, ...args], ...streams(output) })
        : new Deno.Command(program, { args, uid, gid, ...streams(output) }),
    own: (path) => Deno.chown(path, uid, gid),
  };
}

function streams(output: "piped" | undefined) {
  const stream = output ?? "inherit";
  return { stdin: "null", stdout: stream, stderr: stream, cwd: "/" } as const;
}

async function postgresUser(): Promise<{ uid: number; gid: number }> {
  const found = await lookUp();
  if (found) return found;
  await runs("useradd", ["--system", "--user-group", "--no-create-home", "postgres"]);
  const made = await lookUp();
  if (made) return made;
  throw new Error(
    "as root, Postgres needs an account named postgres, and useradd could not make it",
  );
}

async function lookUp(): Promise<{ uid: number; gid: number } | undefined> {
  const [uid, gid] = await Promise.all([idOf("-u"), idOf("-g")]);
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

async function idOf(flag: string): Promise<number | undefined> {
  const { code, stdout } = await new Deno.Command("id", {
    args: [flag, "postgres"],
    stderr: "null",
  }).output();
  return code === 0 ? Number(new TextDecoder().decode(stdout)) : undefined;
}

/** The first folder on the way to one of the paths that others may not enter. */
async function firstClosedFolder(paths: string[]): Promise<string | undefined> {
  for (const path of paths) {
    for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
      const mode = (await Deno.stat(folder).catch(() => undefined))?.mode;
      if (mode != null && (mode & 0o001) === 0) return folder;
    }
  }
}

async function runs(program: string, args: string[]): Promise<boolean> {
  try {
    const { code } = await new Deno.Command(program, { args, stdout: "null", stderr: "null" })
      .output();
    return code === 0;
  } catch {
    return false;
  }
}
