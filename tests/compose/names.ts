/** How compose.yaml calls what the code calls otherwise: as the reference architecture does. */
const names: Record<string, string> = { gateway: "api", parsing: "worker" };

/** The name of a service's container. */
export const composeName = (service: string) => names[service] ?? service;

/** Where the emulators are that can stand in for the default one. */
export const OTHER_EMULATORS = ["localstack:4566", "ministack:4566", "moto:5000"];
