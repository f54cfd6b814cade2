import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { PolicyRule } from './LimitedAccount';

const FOLDER = resolve(__dirname, '../../../../deploy/kustomize');

type RoleFolder = 'portal-access' | 'portal-access-kserve' | 'portal-account';

/** The rules of a role in a file of a folder of `deploy/kustomize`. */
export function rulesOf(
  file: string,
  folder: RoleFolder = 'portal-access',
): readonly PolicyRule[] {
  const path = resolve(FOLDER, folder, file);
  const [role] = parseAllDocuments(readFileSync(path, 'utf8'));
  const { rules } = role.toJS() as { rules: readonly PolicyRule[] };
  return rules;
}

/** One rule a verb and resource: what can be left out alone. */
export function singly(rules: readonly PolicyRule[]): readonly PolicyRule[] {
  return rules.flatMap(rule =>
    rule.resources.flatMap(resource =>
      rule.verbs.map(verb => ({
        ...rule,
        resources: [resource],
        verbs: [verb],
      })),
    ),
  );
}
