import { FieldChange } from '../patch';
import { ResourceRef } from '../resources';
import type { DryRunResult } from './deployments';

/** Body of `POST …/copy`: where the copy goes. @public */
export interface CopyRequest extends ResourceRef {
  /**
   * The connection of that place by which the copy reads its model, as a deployment there names it. Absent: the original's,
   * where it can be reached from there, else the one of the same name.
   */
  readonly connection?: string;
  /** Of the original, as the preview said it; makes a copy of what has changed since a 409. */
  readonly resourceVersion?: string;
}

/** A field that a copy has otherwise than its original. @public */
export interface CopyChange extends FieldChange {
  /** Why, in plain words. */
  readonly because: string;
}

/**
 * Answer of `POST …/copy?dryRun=true`: what the copy would be, with all that is in its way (`errors`) and all that does not
 * go along by itself (`warnings`). Nothing was stored.
 * @public
 */
export interface CopyPreview extends DryRunResult {
  readonly source: ResourceRef;
  readonly target: ResourceRef;
  /** Of the original. */
  readonly resourceVersion: string;
  /** Everything that differs from the original. */
  readonly changes: readonly CopyChange[];
  /** Where the copy names its connection, and which; absent: it needs none. */
  readonly connection?: { readonly path: string; readonly name: string };
  /** What stays with the original, in sentences. */
  readonly left: readonly string[];
}
