/**
 * PostgreSQL: a primary with a standby in another zone, a replica to read from, backups of every
 * day, encryption at rest, and TLS or nothing on the wire. Settings are those that the event store
 * asks of a connection, for whoever connects without asking.
 */
import { Duration, RemovalPolicy } from "aws-cdk-lib";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import type * as kms from "aws-cdk-lib/aws-kms";
import * as logs from "aws-cdk-lib/aws-logs";
import * as rds from "aws-cdk-lib/aws-rds";
import { Construct } from "constructs";
import { postgresLogSettings } from "../local/postgres_log.ts";
import { databaseName } from "./service_run.ts";
import type { Stage } from "./stages/mod.ts";

export interface DatabaseProps {
  stage: Stage;
  vpc: ec2.IVpc;
  group: ec2.ISecurityGroup;
  key: kms.IKey;
}

/**
 * Days that the database's own log is kept. It tells of slow statements and of the server's life:
 * nobody asks for that after a month.
 */
const DATABASE_LOG_DAYS = logs.RetentionDays.ONE_MONTH;

/** What connect() of the event store sets for its own sessions, as the server's default. */
const parameters = {
  "rds.force_ssl": "1",
  statement_timeout: "30000",
  idle_in_transaction_session_timeout: "15000",
  jit: "0",
  ...postgresLogSettings,
  // Preloaded by RDS; a statement that sets a password has it in its text.
  "pg_stat_statements.track_utility": "0",
  // A replica's queries must not be cancelled by what the primary cleans up.
  hot_standby_feedback: "1",
};

const owner = "rollcall_owner";

export class Database extends Construct {
  readonly primary: rds.DatabaseInstance;
  readonly replica: rds.DatabaseInstanceReadReplica;

  constructor(scope: Construct, id: string, { stage, vpc, group, key }: DatabaseProps) {
    super(scope, id);
    const engine = rds.DatabaseInstanceEngine.postgres({
      version: rds.PostgresEngineVersion.VER_18_3,
    });
    const shared = {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      securityGroups: [group],
      parameterGroup: new rds.ParameterGroup(this, "Parameters", {
        engine,
        description: "Limits that the event store relies on",
        parameters,
      }),
      caCertificate: rds.CaCertificate.RDS_CA_RSA2048_G1,
      port: 5432,
      autoMinorVersionUpgrade: true,
      enablePerformanceInsights: true,
      performanceInsightEncryptionKey: key,
      monitoringInterval: Duration.seconds(60),
      cloudwatchLogsExports: ["postgresql"],
      deletionProtection: true,
      copyTagsToSnapshot: true,
      iamAuthentication: false,
    };
    const names = { primary: `rollcall-${stage.name}`, replica: `rollcall-${stage.name}-read` };
    for (const name of Object.values(names)) {
      // Made before RDS would make it, which would keep what it logs for good.
      new logs.LogGroup(this, `Log-${name}`, {
        logGroupName: `/aws/rds/instance/${name}/postgresql`,
        retention: DATABASE_LOG_DAYS,
        removalPolicy: RemovalPolicy.DESTROY,
      });
    }
    this.primary = new rds.DatabaseInstance(this, "Primary", {
      ...shared,
      instanceIdentifier: names.primary,
      engine,
      databaseName,
      credentials: rds.Credentials.fromGeneratedSecret(owner, {
        secretName: `rollcall/${stage.name}/database/owner`,
        encryptionKey: key,
      }),
      instanceType: new ec2.InstanceType(stage.database.instance),
      multiAz: true,
      storageType: rds.StorageType.GP3,
      storageEncrypted: true,
      storageEncryptionKey: key,
      allocatedStorage: stage.database.storageGib,
      maxAllocatedStorage: stage.database.maxStorageGib,
      backupRetention: Duration.days(stage.database.backupDays),
      preferredBackupWindow: "02:00-03:00",
      preferredMaintenanceWindow: "sun:03:30-sun:04:30",
      deleteAutomatedBackups: false,
      removalPolicy: RemovalPolicy.SNAPSHOT,
    });
    this.replica = new rds.DatabaseInstanceReadReplica(this, "Replica", {
      ...shared,
      instanceIdentifier: names.replica,
      sourceDatabaseInstance: this.primary,
      instanceType: new ec2.InstanceType(stage.database.replica),
      // Encrypted with the primary's key, as whatever is copied from it.
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
