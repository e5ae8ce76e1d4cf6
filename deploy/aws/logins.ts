/**
 * Database logins: the owner's, which only migrations use, the services', and identity's, whose
 * tables hold password hashes. AWS rotates every secret monthly. A service's login alternates
 * between two roles, so that the old one stays valid until the tasks that use it have restarted.
 */
import { Duration } from "aws-cdk-lib";
import * as kms from "aws-cdk-lib/aws-kms";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as rds from "aws-cdk-lib/aws-rds";
import * as secrets from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import type { Stage } from "./stages/mod.ts";

/** The two logins of services; migrations create their roles. */
export const serviceLogins = { services: "rollcall", identity: "rollcall_identity" } as const;

export const ROTATION_DAYS = 30;

export interface LoginsProps {
  stage: Stage;
  primary: rds.DatabaseInstance;
  key: kms.IKey;
  /**
   * The security group of the rotation functions: they reach the database and the secrets like any
   * task.
   */
  group: ec2.ISecurityGroup;
}

/** References to the logins for tasks in other stacks. */
export interface LoginSecrets {
  owner: secrets.ISecret;
  services: secrets.ISecret;
  identity: secrets.ISecret;
}

/**
 * The secrets, for a stack with tasks. Referenced by name only, so that the task role's own policy
 * grants access, and not the policy of the key, whose stack knows no tasks.
 */
export function loginSecrets(scope: Construct, logins: Logins): LoginSecrets {
  const encryptionKey = kms.Key.fromKeyArn(scope, "LoginsKey", logins.key.keyArn);
  const known = (name: keyof LoginSecrets) =>
    secrets.Secret.fromSecretAttributes(scope, `${name}-login`, {
      secretCompleteArn: logins[name].secretArn,
      encryptionKey,
    });
  return { owner: known("owner"), services: known("services"), identity: known("identity") };
}

export class Logins extends Construct {
  readonly owner: secrets.ISecret;
  readonly services: secrets.ISecret;
  readonly identity: secrets.ISecret;
  readonly key: kms.IKey;

  constructor(scope: Construct, id: string, { stage, primary, key, group }: LoginsProps) {
    super(scope, id);
    const rotation = {
      automaticallyAfter: Duration.days(ROTATION_DAYS),
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      securityGroup: group,
    };
    this.key = key;
    this.owner = primary.secret!;
    primary.addRotationSingleUser(rotation);
    const login = (name: keyof typeof serviceLogins) => {
      const secret = new rds.DatabaseSecret(this, name, {
        username: serviceLogins[name],
        secretName: `rollcall/${stage.name}/database/${name}`,
        masterSecret: this.owner,
        encryptionKey: key,
      });
      const attached = secret.attach(primary);
      primary.addRotationMultiUser(name, { ...rotation, secret: attached });
      return attached;
    };
    this.services = login("services");
    this.identity = login("identity");
  }
}
