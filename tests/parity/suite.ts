/**
 * The tests that talk to SNS, SQS and S3 of the emulator that the run shares. Those that kill stores
 * start the embedded ones themselves, so they have no place here.
 */
export const suite = [
  "services/runtime/bus",
  "services/runtime/objects_test.ts",
  "services/runtime/stored_versions_test.ts",
  "services/runtime/reactions_test.ts",
  "services/relay",
  "services/upload",
  "services/operations",
  "tests/api/main_job_test.ts",
  "tests/api/poison_test.ts",
  "tests/oracle",
];
