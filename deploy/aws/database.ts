/**
 * PostgreSQL: a primary with a standby in another zone, a read replica, daily backups, encryption
 * at rest and mandatory TLS. Server settings repeat what the event store sets per connection, for
 * clients that do not.
 */
import { Duration, RemovalPolicy } from "aws-cdk-lib";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import type * as kms from "aws-cdk-lib/aws-kms";
import * as logs from "aws-cdk-lib/aws-logs";
import * as rds from "aws-cdk-lib/aws-rds";
import { Construct } from "constructs";
import { postgresLogSettings } from "../local/postgres_log.ts";
import { DATABASE_NAME } from "./service_run.ts";
import type { Stage } from "./stages/mod.ts";

export interface DatabaseProps {
  stage: Stage;
  vpc: ec2.IVpc;
  group: ec2.ISecurityGroup;
  key: kms.IKey;
  logKey: kms.IKey;
}

/**
 * Retention of the database's own log: slow statements and server events are of no use after a
 * month.
 */
const DATABASE_LOG_DAYS = logs.RetentionDays.ONE_MONTH;

/** The event store's session settings (connect.ts) as server defaults. */
const parameters = {
  "rds.force_ssl": "1",
  statement_timeout: "30000",
  idle_in_transaction_session_timeout: "15000",
  jit: "0",
  ...postgresLogSettings,
  // Preloaded by RDS; statements that set a password contain it.
  "pg_stat_statements.track_utility": "0",
  // Vacuum on the primary must not cancel the replica's queries.
  hot_standby_feedback: "1",
};

const OWNER_ROLE = "rollcall_owner";

export class Database extends Construct {
  readonly primary: rds.DatabaseInstance;
  readonly replica: rds.DatabaseInstanceReadReplica;

  constructor(scope: Construct, id: string, { stage, vpc, group, key, logKey }: DatabaseProps) {
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
      // Created here, since RDS would create it with unlimited retention.
      new logs.LogGroup(this, `Log-${name}`, {
        logGroupName: `/aws/rds/instance/${name}/postgresql`,
        retention: DATABASE_LOG_DAYS,
        encryptionKey: logKey,
        removalPolicy: RemovalPolicy.DESTROY,
      });
    }
    this.primary = new rds.DatabaseInstance(this, "Primary", {
      ...shared,
      instanceIdentifier: names.primary,
      engine,
      databaseName: DATABASE_NAME,
      credentials: rds.Credentials.fromGeneratedSecret(OWNER_ROLE, {
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
      // Encrypted with the primary's key, like all copies of it.
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
