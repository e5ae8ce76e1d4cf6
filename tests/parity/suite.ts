/**
 * The tests that talk to SNS, SQS and S3 of the emulator that the run shares. Those that kill stores
 * start the embedded ones themselves, so they have no place here.
 */
export const suite = [
  "platform/bus",
  "platform/object_store_test.ts",
  "platform/object_versions_test.ts",
  "platform/reactions_test.ts",
  "services/relay",
  "services/upload",
  "services/operations",
  "tests/api/main_job_test.ts",
  "tests/api/poison_test.ts",
  "tests/oracle",
];
