import {
  connectionFields,
  ConnectionType,
} from '@greenroom/backstage-plugin-model-serving-common';
import { SiblingFields } from './formContext';
import { NamedKind } from '../inputs';

/** `ui:options` of `ModelResourceName`. */
export interface ResourceNameOptions {
  /** What is named; default `deployment`. */
  readonly kind?: NamedKind;
  /** The parameter that the name is derived from; default `title`. */
  readonly titleField?: string;
}

/** `ui:options` of `ModelPathPicker`. */
export interface ModelPathOptions {
  /** Browse only while these parameters have these values: elsewhere the connection does not exist yet. */
  readonly browseWhen?: Record<string, string>;
}

/** Reads the options of `ModelResourceName`, with their defaults. */
export function resourceNameOptions(
  uiSchema: { readonly 'ui:options'?: ResourceNameOptions } | undefined,
): Required<ResourceNameOptions> {
  const { kind = 'deployment', titleField = 'title' } =
    uiSchema?.['ui:options'] ?? {};
  return { kind, titleField };
}

/** Whether there is something to browse, by the options of `ModelPathPicker`. */
export function canBrowse(
  siblings: SiblingFields,
  uiSchema: { readonly 'ui:options'?: ModelPathOptions } | undefined,
): boolean {
  const wanted = Object.entries(uiSchema?.['ui:options']?.browseWhen ?? {});
  return wanted.every(([name, value]) => siblings.text(name) === value);
}

/** `ui:options` of `ConnectionTest`. */
export interface ConnectionTestOptions {
  /** Default `s3`. */
  readonly connectionType?: string;
}

/** The type of the connection that a form describes, by the options of `ConnectionTest`. */
export function connectionTypeIn(
  uiSchema: { readonly 'ui:options'?: ConnectionTestOptions } | undefined,
): ConnectionType {
  const { connectionType = 's3' } = uiSchema?.['ui:options'] ?? {};
  return isConnectionType(connectionType) ? connectionType : 's3';
}

function isConnectionType(name: string): name is ConnectionType {
  return Object.hasOwn(connectionFields, name);
}
