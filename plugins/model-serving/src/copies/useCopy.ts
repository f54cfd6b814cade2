import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import {
  toastApiRef,
  useAnalytics,
  useApi,
} from '@backstage/frontend-plugin-api';
import {
  catalogApiRef,
  useEntityRefLink,
} from '@backstage/plugin-catalog-react';
import {
  CopyPreview,
  CopyRequest,
  DeploymentSummary,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { servingResourcesApiRef } from '../api';
import { errorReason, useDelayed } from '../components';
import { Live, useLive } from '../live';
import { untilKnown } from './untilKnown';

const GOOD_NEWS_MS = 6_000;
/** For the history. */
const BY_HAND = { how: 'form' } as const;

/** A copy in the making. */
export interface Copying {
  readonly preview: Live<CopyPreview>;
  /** The last preview that came; stays while the next one is read. */
  readonly shown: CopyPreview | undefined;
  readonly isPossible: boolean;
  /** Why the copy was refused, though its preview had nothing against it. */
  readonly refusal: string | undefined;
  /** Makes the copy and opens its page. Resolves to whether it was accepted. */
  readonly run: () => Promise<boolean>;
}

/**
 * Looks at a copy as it is being described, and makes it.
 *
 * @param wanted - undefined while it is not known where it goes
 */
export function useCopy(
  { ref, title }: Pick<DeploymentSummary, 'ref' | 'title'>,
  wanted: CopyRequest | undefined,
): Copying {
  const api = useApi(servingResourcesApiRef);
  const catalog = useApi(catalogApiRef);
  const toasts = useApi(toastApiRef);
  const analytics = useAnalytics();
  const entityLink = useEntityRefLink();
  const navigate = useNavigate();
  const name = useDelayed(wanted?.name ?? '');
  const [refusal, setRefusal] = useState<string>();
  const asked = wanted?.namespace && name ? { ...wanted, name } : undefined;
  const preview = useLive(
    asked && JSON.stringify(['copy', ref, asked]),
    signal => api.previewCopy(ref, asked!, { signal }),
    { poll: false, signals: false },
  );
  const [shown, setShown] = useState<CopyPreview>();
  useEffect(() => {
    if (preview.value) setShown(preview.value);
  }, [preview.value]);
  const isPossible =
    preview.value?.errors.length === 0 && name === wanted?.name;

  const run = async () => {
    if (!asked) return false;
    setRefusal(undefined);
    analytics.captureEvent('copy', stringifyResourceRef(ref));
    try {
      const made = await api.copyDeployment(
        ref,
        { ...asked, resourceVersion: preview.value?.resourceVersion },
        BY_HAND,
      );
      toasts.post({
        status: 'success',
        title: `${title}: copied to ${made.ref.namespace} on ${made.ref.cluster}`,
        timeout: GOOD_NEWS_MS,
      });
      await untilKnown(catalog, made.entityRef);
      navigate(entityLink(made.entityRef));
      return true;
    } catch (error) {
      setRefusal(errorReason(error as Error));
      preview.retry();
      return false;
    }
  };
  return {
    preview,
    shown,
    isPossible,
    refusal,
    run,
  };
}
