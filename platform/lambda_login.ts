/**
 * The database login of a Lambda function: Lambda cannot inject a secret into a variable, so it is
 * fetched from AWS's extension beside the function, which caches it for five minutes. postgres.js
 * reads it from PGUSER and PGPASSWORD, which Fargate sets automatically.
 */
import { z } from "zod";

const Login = z.object({
  SecretString: z.string().transform((text) => JSON.parse(text))
    .pipe(z.object({ username: z.string(), password: z.string() })),
});

const EXTENSION_MS = 5_000;

/** If no secret is configured, the login is in DATABASE_URL. @throws where it cannot be read */
export async function takeLogin(env: Record<string, string | undefined>): Promise<void> {
  const { DATABASE_SECRET_ID: id, AWS_SESSION_TOKEN: token } = env;
  if (!id) return;
  const port = env.PARAMETERS_SECRETS_EXTENSION_HTTP_PORT ?? "2773";
  const url = `http://localhost:${port}/secretsmanager/get?secretId=${encodeURIComponent(id)}`;
  const response = await fetch(url, {
    headers: { "X-Aws-Parameters-Secrets-Token": token ?? "" },
    signal: AbortSignal.timeout(EXTENSION_MS),
  });
  if (!response.ok) throw new Error(`the secret ${id} cannot be read: ${response.status}`);
  const { SecretString: login } = Login.parse(await response.json());
  env.PGUSER = login.username;
  env.PGPASSWORD = login.password;
}
