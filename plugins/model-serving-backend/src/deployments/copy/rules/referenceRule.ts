import {
  fieldPath,
  type FieldMessage,
} from '@greenroom/backstage-plugin-model-serving-common';
import { isSamePlace } from '../isSamePlace';
import type { CopyRule } from '../types';
import { componentsOf, containersOf } from './components';

/** Names of variables whose values are secret as a rule. */
const SECRET_NAME = /(TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|ACCESS_?KEY)$/i;
/** What volumes are made of, by the field that names it. */
const VOLUMES: readonly (readonly [string, string, string])[] = [
  ['secret', 'secretName', 'Secret'],
  ['configMap', 'name', 'ConfigMap'],
  ['persistentVolumeClaim', 'claimName', 'volume claim'],
];

/** What a service names in its project, or holds itself, that somebody has to look after. Nothing of it is made or copied. */
export const referenceRule: CopyRule = (service, { source, target }) => {
  if (isSamePlace(source.ref, target.ref)) return {};
  const { cluster, namespace } = target.ref;
  const warnings: FieldMessage[] = [];
  const needs = (path: string, kind: string, name: unknown) =>
    warnings.push({
      path,
      message: `the ${kind} "${name}" is not copied: there has to be one of that name in ${namespace} on ${cluster}`,
    });
  for (const { path, container } of containersOf(service)) {
    for (const [i, { name, value, valueFrom }] of (
      container.env ?? []
    ).entries()) {
      if (value && SECRET_NAME.test(name)) {
        warnings.push({
          path: `${path}.env[${i}].value`,
          message: `the value of ${name} goes along: it is part of the spec, which everybody reads who may see one of the two`,
        });
      }
      if (target.runs === 'programs') continue;
      const { secretKeyRef, configMapKeyRef } = valueFrom ?? {};
      const at = `${path}.env[${i}].valueFrom`;
      if (secretKeyRef) needs(at, 'Secret', secretKeyRef.name);
      if (configMapKeyRef) needs(at, 'ConfigMap', configMapKeyRef.name);
    }
  }
  if (target.runs === 'programs') return { warnings };
  for (const { name, component } of componentsOf(service)) {
    const at = `spec.${name}`;
    const { serviceAccountName, imagePullSecrets, volumes } = component;
    if (serviceAccountName)
      needs(`${at}.serviceAccountName`, 'service account', serviceAccountName);
    for (const secret of imagePullSecrets ?? [])
      needs(`${at}.imagePullSecrets`, 'Secret', secret.name);
    for (const volume of volumes ?? []) {
      for (const [kind, field, word] of VOLUMES) {
        const named = Object.entries(volume[kind] ?? {}).find(
          ([key]) => key === field,
        )?.[1];
        if (named) needs(fieldPath(`${at}.volumes`, kind), word, named);
      }
    }
  }
  return { warnings };
};
