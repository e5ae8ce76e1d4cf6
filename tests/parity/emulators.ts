/** The emulators that `make parity` runs the suite against, and what each of them cannot do. */
export interface OtherEmulator {
  name: string;
  /** on PyPI */
  package: string;
  version: string;
  /** program of the virtual environment, and its arguments */
  command: (port: number) => string[];
  env: (port: number) => Record<string, string>;
  /** a path that answers once it is up */
  health: string;
  /** the tests that it can run */
  suiteFor: (suite: string[]) => string[];
}

export const emulators: OtherEmulator[] = [
  {
    name: "ministack",
    package: "ministack",
    version: "1.5.33",
    command: () => ["ministack"],
    env: (port) => ({ GATEWAY_PORT: String(port), LOG_LEVEL: "WARNING" }),
    health: "/_localstack/health",
    suiteFor: (suite) => suite,
  },
  {
    name: "moto",
    package: "moto[s3,sns,sqs,server]",
    version: "5.2.5",
    command: (port) => ["moto_server", "-H", "127.0.0.1", "-p", String(port)],
    env: () => ({}),
    health: "/moto-api/",
    suiteFor: (suite) => suite,
  },
];
