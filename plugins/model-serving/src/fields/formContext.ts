import {
  connectionNamed,
  ModelFormat,
  ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { Replicas } from '../inputs';

/** Other fields of the same form, by the names of their parameters. */
export interface SiblingFields {
  readonly cluster?: string;
  readonly namespace: string;
  readonly connection?: string;
  readonly modelFormat?: ModelFormat;
  readonly replicas?: Replicas;
  /** Size and accelerators are given by one. */
  readonly hasHardwareProfile: boolean;
  /** Any field that holds text; undefined if it is empty or holds something else. */
  readonly text: (name: string) => string | undefined;
  /** Any field that is on or off; undefined if nobody has said. */
  readonly flag: (name: string) => boolean | undefined;
  /** Whether a field holds anything. */
  readonly isSet: (name: string) => boolean;
  /** Any field that holds a list of objects; undefined if it is empty or holds something else. */
  readonly list: (name: string) => readonly object[] | undefined;
}

/** What other fields of the same form hold; anything of another type counts as empty. */
export function siblingsOf(formData: unknown): SiblingFields {
  const fields = isRecord(formData) ? formData : {};
  const format = isRecord(fields.modelFormat) ? fields.modelFormat : {};
  return {
    cluster: text(fields.cluster),
    namespace: text(fields.namespace) ?? '',
    connection: text(fields.connection),
    modelFormat: text(format.name)
      ? { name: String(format.name), version: text(format.version) }
      : undefined,
    replicas: isReplicas(fields.replicas) ? fields.replicas : undefined,
    hasHardwareProfile: hasName(fields.hardwareProfile),
    text: name => text(fields[name]),
    flag: name => flag(fields[name]),
    isSet: name => fields[name] !== undefined,
    list: name => list(fields[name]),
  };
}

/** The chosen connection, once everything that names it is known. */
export function connectionRefOf(
  siblings: SiblingFields,
  cluster: string | undefined,
): ResourceRef | undefined {
  const { namespace, connection } = siblings;
  return cluster && namespace && connection
    ? connectionNamed(connection, { cluster, namespace })
    : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function isReplicas(value: unknown): value is Replicas {
  return (
    isRecord(value) &&
    typeof value.min === 'number' &&
    typeof value.max === 'number'
  );
}

function hasName(value: unknown): boolean {
  return isRecord(value) && text(value.name) !== undefined;
}

function list(value: unknown): readonly object[] | undefined {
  return Array.isArray(value) && value.length > 0
    ? value.filter(isRecord)
    : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
