import { useState } from 'react';
import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import {
  DeploymentDetail,
  FieldMessage,
} from '@greenroom/backstage-plugin-model-serving-common';
import { DeploymentPatch, modelServingApiRef } from '../api';
import { isConflict } from '../components';
import {
  changedFields,
  DeploymentForm,
  formOf,
  withForm,
} from './deploymentForm';
import { mergePatchBetween } from './mergePatchBetween';

const GOOD_NEWS_MS = 6_000;

/** How saving went. */
export interface SaveDeployment {
  readonly saving: boolean;
  readonly error: Error | undefined;
  /** What the backend refuses, by field of the resource. */
  readonly messages: readonly FieldMessage[];
  /** What somebody else made of the deployment meanwhile. */
  readonly theirs: DeploymentDetail | undefined;
  /** Checks and stores what was changed; resolves to whether it was stored. */
  save(base: DeploymentDetail, form: DeploymentForm): Promise<boolean>;
  /** Closes the conflict. */
  settle(): void;
}

/** The patch that takes a deployment from what the form was filled with to what it holds now. */
export function patchOf(
  base: DeploymentDetail,
  form: DeploymentForm,
): DeploymentPatch {
  const fields = changedFields(formOf(base.resource), form);
  return mergePatchBetween(
    base.resource,
    withForm(base.resource, form, fields),
  );
}

/** The same patch, bound to the version that it is based on. */
function boundPatch(
  base: DeploymentDetail,
  form: DeploymentForm,
): DeploymentPatch {
  const patch = patchOf(base, form);
  return {
    ...patch,
    metadata: {
      ...(patch.metadata as object | undefined),
      resourceVersion: base.resourceVersion,
    },
  };
}

/** Saves a form: first a dry run, whose messages belong to fields, then the change itself. */
export function useSaveDeployment(): SaveDeployment {
  const api = useApi(modelServingApiRef);
  const toasts = useApi(toastApiRef);
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<Error>();
  const [messages, setMessages] = useState<readonly FieldMessage[]>([]);
  const [theirs, setTheirs] = useState<DeploymentDetail>();

  const attempt = async (base: DeploymentDetail, form: DeploymentForm) => {
    const patch = boundPatch(base, form);
    const { errors, warnings } = await api.previewDeployment(base.ref, patch);
    setMessages(errors);
    if (errors.length > 0) {
      return false;
    }
    await api.patchDeployment(base.ref, patch, { how: 'form' });
    toasts.post({
      status: warnings.length > 0 ? 'warning' : 'success',
      title: `${form.title}: changes accepted`,
      description: warnings.map(({ message }) => message).join(' '),
      timeout: warnings.length > 0 ? undefined : GOOD_NEWS_MS,
    });
    return true;
  };

  /** A conflict is only one if there is a newer version; other refusals with the same status stay errors. */
  const explain = async (base: DeploymentDetail, failure: Error) => {
    const newest = isConflict(failure)
      ? await api.getDeployment(base.ref).catch(() => undefined)
      : undefined;
    if (newest && newest.resourceVersion !== base.resourceVersion) {
      setTheirs(newest);
    } else {
      setError(failure);
    }
  };

  const save = async (base: DeploymentDetail, form: DeploymentForm) => {
    setSaving(true);
    setError(undefined);
    setMessages([]);
    setTheirs(undefined);
    try {
      return await attempt(base, form);
    } catch (failure) {
      await explain(base, failure as Error);
      return false;
    } finally {
      setSaving(false);
    }
  };

  return {
    saving,
    error,
    messages,
    theirs,
    save,
    settle: () => setTheirs(undefined),
  };
}
