/**
 * Postgres refuses to run as root. For any other user it runs under that user's account; for root,
 * under the account `postgres`, which is created if missing. A checkout in a folder that only root
 * may enter (such as one made by `mktemp -d`) is entered by a capability, not by loosening the
 * folder's permissions.
 */
import { dirname } from "node:path";

export interface OsAccount {
  /** A command that runs under the account. */
  command(program: string, args: string[], output?: "piped"): Deno.Command;
  /** Makes the account the owner of a file or an empty folder. */
  own(path: string): Promise<void>;
}

/**
 * @param paths what the account must be able to reach
 * @throws if root can neither create the account nor give it access to the paths
 */
export async function accountFor(...paths: string[]): Promise<OsAccount> {
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
  // access(2), with which initdb looks for its server, ignores capabilities unless told not to.
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

/** The first folder on the way to any of the paths that others may not enter. */
async function firstClosedFolder(paths: string[]): Promise<string | undefined> {
  for (const path of paths) {
    for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
      const mode = (await Deno.stat(folder).catch(() => undefined))?.mode;
      if (typeof mode === "number" && (mode & 0o001) === 0) return folder;
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
