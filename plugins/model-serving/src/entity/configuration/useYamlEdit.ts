import { useState } from 'react';
import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import {
  ChangeExplanation,
  DeploymentDetail,
  mergePatch,
} from '@greenroom/backstage-plugin-model-serving-common';
import { parse } from 'yaml';
import { DeploymentPatch, modelServingApiRef } from '../../api';
import { isConflict } from '../../components';
import { mergePatchBetween } from '../../edit';
import { yamlToEdit } from '../../yaml';

const GOOD_NEWS_MS = 6_000;

/** An edit of a deployment's YAML, on the version that it began with. */
export interface YamlEdit {
  readonly text: string;
  readonly isChanged: boolean;
  /** What the backend said of this very text. */
  readonly explanation: ChangeExplanation | undefined;
  readonly error: Error | undefined;
  readonly pending: boolean;
  /** What somebody else made of the deployment meanwhile. */
  readonly theirs: DeploymentDetail | undefined;
  setText(text: string): void;
  /** Asks what the text would change. */
  check(): Promise<void>;
  /** Stores the text that was checked; resolves to whether it was stored. */
  apply(): Promise<boolean>;
  /** Takes their version, with the changes of this text on top. */
  applyOnTheirs(): void;
}

interface Checked {
  readonly text: string;
  readonly explanation: ChangeExplanation;
}

/** The state of an edit as YAML: checked first, then stored as a merge patch bound to the version that was read. */
export function useYamlEdit(deployment: DeploymentDetail): YamlEdit {
  const api = useApi(modelServingApiRef);
  const toasts = useApi(toastApiRef);
  const [base, setBase] = useState(deployment);
  const [text, setText] = useState(() => yamlToEdit(deployment.resource));
  const [checked, setChecked] = useState<Checked>();
  const [error, setError] = useState<Error>();
  const [pending, setPending] = useState(false);
  const [theirs, setTheirs] = useState<DeploymentDetail>();

  const attempt = async <T>(run: () => Promise<T>): Promise<T | undefined> => {
    setPending(true);
    setError(undefined);
    setTheirs(undefined);
    try {
      return await run();
    } catch (failure) {
      const newest = isConflict(failure as Error)
        ? await api.getDeployment(base.ref).catch(() => undefined)
        : undefined;
      if (newest && newest.resourceVersion !== base.resourceVersion) {
        setTheirs(newest);
      } else {
        setError(failure as Error);
      }
      return undefined;
    } finally {
      setPending(false);
    }
  };

  return {
    text,
    isChanged: text !== yamlToEdit(base.resource),
    explanation: checked?.text === text ? checked.explanation : undefined,
    error,
    pending,
    theirs,
    setText,
    check: async () => {
      await attempt(async () => {
        const patch = patchOf(base, text);
        const explanation = await api.explainChange(base.ref, patch);
        setChecked({ text, explanation });
      });
    },
    apply: async () => {
      const stored = await attempt(() =>
        api.patchDeployment(base.ref, patchOf(base, text), { how: 'yaml' }),
      );
      if (!stored) {
        return false;
      }
      toasts.post({
        status: 'success',
        title: `${base.title}: changes accepted`,
        timeout: GOOD_NEWS_MS,
      });
      return true;
    },
    applyOnTheirs: () => {
      if (!theirs) {
        return;
      }
      const { metadata, ...patch } = patchOf(base, text);
      const { resourceVersion: _version, ...labels } = metadata;
      const rebased = mergePatch(theirs.resource, {
        ...patch,
        metadata: labels,
      });
      setBase(theirs);
      setText(yamlToEdit(rebased as DeploymentDetail['resource']));
      setTheirs(undefined);
    },
  };
}

/** From the version that was read to the text. @throws Error naming the line, for what is no YAML */
function patchOf(
  base: DeploymentDetail,
  text: string,
): DeploymentPatch & { readonly metadata: Record<string, unknown> } {
  const wanted: unknown = parse(text);
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) {
    throw new Error('The text must be one InferenceService as YAML.');
  }
  const before: object = parse(yamlToEdit(base.resource));
  const { metadata, ...patch } = mergePatchBetween(before, wanted);
  return {
    ...patch,
    metadata: {
      ...(metadata as object | undefined),
      resourceVersion: base.resourceVersion,
    },
  };
}
