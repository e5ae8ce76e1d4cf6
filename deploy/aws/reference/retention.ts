/**
 * How long logs and backups are kept, by stage: numbers that an operator relies on and a deletion has
 * to wait for, so that a change of a stage's file is a change here as well.
 */
import assert from "node:assert/strict";
import { Match, type Template } from "aws-cdk-lib/assertions";
import type { Stage } from "../stages/mod.ts";
import { parts, propertiesOf, type Rows } from "./synthesized.ts";

/** In days. */
const kept: Record<Stage["name"], { logs: number; backups: number; versions: number }> = {
  staging: { logs: 30, backups: 7, versions: 1 },
  prod: { logs: 90, backups: 35, versions: 7 },
};

/** Of what repeats others' lines, or is of no use after a month. */
const MONTH = 30;

export const retention: Rows = [
  ["Logs of services, functions, commands and the network, for so many days", ({ of, stage }) => {
    const { logs } = kept[stage.name];
    const days = logDays(parts.filter((part) => part !== "data").map(of));
    assert.ok(days.size >= 10, [...days].join());
    for (const [name, found] of days) {
      assert.equal(found, name.endsWith("/metrics") ? MONTH : logs, name);
    }
  }],
  ["Logs of the database, for a month", ({ of }) => {
    const days = logDays([of("data")]);
    assert.ok(days.size > 0);
    for (const [name, found] of days) assert.equal(found, MONTH, name);
  }],
  ["Logs of requests, for as long as the services'", ({ of, stage }) => {
    const rules = Object.values(propertiesOf(of("edge"), "AWS::S3::Bucket"))
      .flatMap((bucket) => bucket.LifecycleConfiguration?.Rules ?? []);
    const days = rules.map((rule) => rule.ExpirationInDays).filter((found) => found !== undefined);
    assert.ok(days.length > 0);
    for (const found of days) assert.equal(found, kept[stage.name].logs);
  }],
  [
    "Backups of the database",
    ({ of, stage }) =>
      of("data").hasResourceProperties("AWS::RDS::DBInstance", {
        BackupRetentionPeriod: kept[stage.name].backups,
        DeleteAutomatedBackups: false,
      }),
  ],
  [
    "Versions of files that were deleted",
    ({ of, stage }) =>
      of("data").hasResourceProperties("AWS::S3::Bucket", {
        BucketName: stage.uploads.bucket,
        LifecycleConfiguration: Match.objectLike({
          Rules: Match.arrayWith([Match.objectLike({
            NoncurrentVersionExpiration: { NoncurrentDays: kept[stage.name].versions },
          })]),
        }),
      }),
  ],
];

/** Days by the name of each log group; a group without a name by its place in the template. */
function logDays(templates: Template[]): Map<string, number | undefined> {
  return new Map(
    templates.flatMap((template) =>
      Object.entries(propertiesOf(template, "AWS::Logs::LogGroup")).map(([id, group]) => {
        return [String(group.LogGroupName ?? id), group.RetentionInDays] as const;
      })
    ),
  );
}
