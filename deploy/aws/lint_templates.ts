/**
 * Runs cfn-lint from PyPI over the templates, in a virtual environment created once. Without Python
 * it says so and passes: CloudFormation's own rules ran during synthesis.
 */
const CFN_LINT_VERSION = "1.58.0";
const here = new URL(".", import.meta.url).pathname;
const folder = new URL(`../../.data/cfn-lint-${CFN_LINT_VERSION}/`, import.meta.url).pathname;

/** Ignored warnings. */
const left: Record<string, string> = {
  W3005: "CDK says what a template depends on even where a reference says it too",
  W3010: "the stages name their zones, so that no account has to be asked for them",
  W3045: "buckets and CloudFront write their logs with an ACL",
};

if (await run("python3", ["-m", "venv", "--help"]) !== 0) {
  console.log("cfn-lint was not run: there is no python3 with venv on PATH");
  Deno.exit(0);
}
if (!await Deno.stat(`${folder}bin/cfn-lint`).then(() => true, () => false)) {
  await Deno.mkdir(folder, { recursive: true });
  for (
    const [command, ...args] of [
      ["python3", "-m", "venv", folder],
      [`${folder}bin/pip`, "install", "--quiet", `cfn-lint==${CFN_LINT_VERSION}`],
    ]
  ) {
    if (await run(command!, args, "inherit") !== 0) Deno.exit(1);
  }
}
const templates: string[] = [];
for await (const { name } of Deno.readDir(`${here}cdk.out`)) {
  if (name.endsWith(".template.json")) templates.push(`${here}cdk.out/${name}`);
}
const ignored = Object.keys(left).flatMap((rule) => ["-i", rule]);
const code = await run(`${folder}bin/cfn-lint`, [...ignored, "--", ...templates], "inherit");
if (code === 0) console.log(`cfn-lint ${CFN_LINT_VERSION}: ${templates.length} templates pass`);
Deno.exit(code);

async function run(command: string, args: string[], output: "null" | "inherit" = "null") {
  const options = { args, stdin: "null", stdout: output, stderr: output } as const;
  return await new Deno.Command(command, options).output().then(({ code }) => code, () => 1);
}
