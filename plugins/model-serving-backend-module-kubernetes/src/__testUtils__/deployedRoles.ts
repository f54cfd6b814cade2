import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { PolicyRule } from './LimitedAccount';

const FOLDER = resolve(__dirname, '../../../../deploy/kustomize/portal-access');

/** The rules of a role in a file of `deploy/kustomize/portal-access`. */
export function rulesOf(file: string): readonly PolicyRule[] {
  const [role] = parseAllDocuments(readFileSync(resolve(FOLDER, file), 'utf8'));
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
