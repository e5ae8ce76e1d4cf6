/**
 * Everything that must outlive deployments: database, logins, uploaded files and the image
 * repository.
 */
import { RemovalPolicy, Stack, type StackProps } from "aws-cdk-lib";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as ecr from "aws-cdk-lib/aws-ecr";
import * as kms from "aws-cdk-lib/aws-kms";
import type * as s3 from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import { Database } from "./database.ts";
import { Logins } from "./logins.ts";
import type { NetworkStack } from "./network_stack.ts";
import type { Stage } from "./stages/mod.ts";
import { accessLogBucket, Uploads } from "./uploads.ts";

export class DataStack extends Stack {
  /** The master key that wraps the jobs' data keys: none of those can be read without it. */
  readonly jobKeys: kms.Key;
  /** Wraps the keys that tokens are signed with; identity's alone. */
  readonly signingKeys: kms.Key;
  readonly database: Database;
  readonly logins: Logins;
  readonly uploads: s3.Bucket;
  readonly accessLogs: s3.Bucket;
  readonly images: ecr.Repository;
  /** Encrypts log groups; the network's, which is there first. */
  readonly logKey: kms.IKey;

  constructor(
    scope: Construct,
    id: string,
    stage: Stage,
    props: StackProps & { network: NetworkStack },
  ) {
    super(scope, id, props);
    this.logKey = props.network.logKey;
    const key = new kms.Key(this, "Key", {
      alias: `rollcall/${stage.name}/data`,
      description: "The database, its backups and its logins",
      enableKeyRotation: true,
    });
    this.jobKeys = new kms.Key(this, "JobKeys", {
      alias: `rollcall/${stage.name}/job-keys`,
      description: "Wraps the data keys of jobs; with it gone, so is all personal data",
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.signingKeys = new kms.Key(this, "SigningKeys", {
      alias: `rollcall/${stage.name}/signing-keys`,
      description: "Wraps the keys that tokens are signed with",
      enableKeyRotation: true,
    });
    // Imported as they are: RDS constructs would add rules of their own.
    const asIs = (name: string, group: ec2.ISecurityGroup) =>
      ec2.SecurityGroup.fromSecurityGroupId(this, name, group.securityGroupId, { mutable: false });
    this.database = new Database(this, "Database", {
      stage,
      vpc: props.network.vpc,
      group: asIs("DatabaseGroup", props.network.databaseGroup),
      key,
      logKey: this.logKey,
    });
    this.logins = new Logins(this, "Logins", {
      stage,
      primary: this.database.primary,
      key,
      group: asIs("TaskGroup", props.network.taskGroup),
    });
    this.accessLogs = accessLogBucket(this, "AccessLogs", stage);
    this.uploads = new Uploads(this, "Uploads", stage, this.accessLogs).bucket;
    this.images = new ecr.Repository(this, "Images", {
      repositoryName: `rollcall/${stage.name}/services`,
      imageTagMutability: ecr.TagMutability.IMMUTABLE,
      imageScanOnPush: true,
      lifecycleRules: [{ description: "The last hundred can be gone back to", maxImageCount: 100 }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
