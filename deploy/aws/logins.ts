/**
 * Database logins: the owner's, which only the operator's task has, and one for each service and tool
 * with a database. AWS rotates every secret monthly. A login alternates between two roles, so that the
 * old one stays valid until the tasks that use it have restarted.
 */
import { Duration } from "aws-cdk-lib";
import * as kms from "aws-cdk-lib/aws-kms";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as rds from "aws-cdk-lib/aws-rds";
import * as secrets from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { type LoginName, logins as loginRows, roleOf } from "../../platform/manifest.ts";
import type { Stage } from "./stages/mod.ts";

/** Every login but the owner's; migrations create their roles. */
export const loginNames: readonly LoginName[] = [...loginRows.keys()];

const ROTATION_DAYS = 30;

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
export type LoginSecrets = Record<LoginName | "owner", secrets.ISecret>;

/**
 * The secrets, for a stack with tasks. Referenced by name only, so that the task role's own policy
 * grants access, and not the policy of the key, whose stack knows no tasks.
 */
export function loginSecrets(scope: Construct, logins: Logins): LoginSecrets {
  const encryptionKey = kms.Key.fromKeyArn(scope, "LoginsKey", logins.key.keyArn);
  const known = (name: keyof LoginSecrets) =>
    secrets.Secret.fromSecretAttributes(scope, `${name}-login`, {
      secretCompleteArn: logins.secrets[name].secretArn,
      encryptionKey,
    });
  return each(["owner", ...loginNames], known);
}

export class Logins extends Construct {
  readonly secrets: LoginSecrets;
  readonly key: kms.IKey;

  constructor(scope: Construct, id: string, { stage, primary, key, group }: LoginsProps) {
    super(scope, id);
    const rotation = {
      automaticallyAfter: Duration.days(ROTATION_DAYS),
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      securityGroup: group,
    };
    this.key = key;
    const owner = primary.secret!;
    primary.addRotationSingleUser(rotation);
    const login = (name: LoginName) => {
      const secret = new rds.DatabaseSecret(this, name, {
        username: roleOf(name),
        secretName: `rollcall/${stage.name}/database/${name}`,
        masterSecret: owner,
        encryptionKey: key,
      });
      const attached = secret.attach(primary);
      primary.addRotationMultiUser(name, { ...rotation, secret: attached });
      return attached;
    };
    this.secrets = { ...each(loginNames, login), owner };
  }
}

function each<Name extends string, T>(
  names: readonly Name[],
  make: (name: Name) => T,
): Record<Name, T> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, T>;
}
