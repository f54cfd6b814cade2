import {
  Condition,
  KubernetesObject,
  ResourceRef,
  ServingKind,
} from '../resources';
import { FieldMessage } from '../FieldMessage';

/** Query of `GET /resources`; all given parts must match. @public */
export interface ResourceQuery {
  readonly cursor?: string;
  /** 1…200, default 50. */
  readonly limit?: number;
  /** Name, title, description, tags. */
  readonly search?: string;
  readonly clusters?: readonly string[];
  /** `-` stands for what belongs to no namespace. */
  readonly namespaces?: readonly string[];
  readonly kinds?: readonly ServingKind[];
}

/** Something that refers to a resource and keeps it from being deleted. @public */
export interface ResourceUse {
  readonly kind: ServingKind;
  readonly ref: ResourceRef;
}

/** A stored resource of KServe's as it is listed and shown. @public */
export interface ResourceView {
  readonly kind: ServingKind;
  /** `namespace` is empty for what belongs to no namespace; in URLs it is `-`. */
  readonly ref: ResourceRef;
  readonly uid: string;
  /** Send it back in `metadata.resourceVersion` of a write, and a stale one is a conflict. */
  readonly resourceVersion: string;
  readonly generation: number;
  readonly title: string;
  readonly description?: string;
  /** Entity reference. */
  readonly owner?: string;
  /** ISO 8601 */
  readonly createdAt: string;
  /** Whether its cluster does something with this kind. */
  readonly acted: boolean;
  /** Its cluster is not configured any more: what is told is what was known last, and a deletion only forgets it here. */
  readonly isClusterRemoved?: boolean;
  /** What to know about it, e.g. that its cluster does not act on it yet. */
  readonly conditions: readonly Condition[];
  /** As `kubectl get -o yaml` shows it. */
  readonly resource: KubernetesObject;
}

/** One resource, with what refers to it. @public */
export interface ResourceDetail extends ResourceView {
  /** What the caller may see of it, at most 100. */
  readonly usedBy: readonly ResourceUse[];
  /** All of them. */
  readonly useCount: number;
}

/** What a write does to a resource. @public */
export type ImportAction = 'create' | 'change' | 'unchanged' | 'refused';

/** What one document of an import, or one `PUT`, does or would do. @public */
export interface ImportedResource {
  /** Place in the text, from 1. A list counts each of its items. */
  readonly document: number;
  /** As the document says, known or not. */
  readonly kind: string;
  /** Absent if the document names none. */
  readonly ref?: ResourceRef;
  readonly action: ImportAction;
  /** Field paths that differ from what is stored. */
  readonly changes: readonly string[];
  readonly errors: readonly FieldMessage[];
  readonly warnings: readonly FieldMessage[];
  /** What would be stored. */
  readonly resource?: KubernetesObject;
  /** What is stored now. */
  readonly previous?: KubernetesObject;
  /** Another resource that this cluster runs instead of a refused one. */
  readonly alternative?: KubernetesObject;
}

/** Answer of `POST /import`: the plan, and whether it was carried out. @public */
export interface ImportResult {
  /** In the order in which they are written. */
  readonly items: readonly ImportedResource[];
  /** True: everything is stored. False: nothing is, as it was a dry run or something was refused. */
  readonly applied: boolean;
}

/** Body of `POST /import`. @public */
export interface ImportRequest {
  /** One or more documents, YAML or JSON; at most 1 MiB and 200 resources. */
  readonly yaml: string;
  /**
   * The text was read here and edited: a resource whose `metadata.resourceVersion` is not what is stored is refused, for
   * somebody changed it since. Without it the text is taken as it is, as a file is that was exported long ago.
   */
  readonly isEdit?: boolean;
}

/**
 * Answer to the deletion of what belonged to a cluster that is not configured any more: nobody deletes anything there.
 * @public
 */
export interface Forgotten {
  readonly forgotten: true;
  /** What went, and what did not, in one or two sentences. */
  readonly message: string;
}
