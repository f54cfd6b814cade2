import { useCallback, useEffect, useMemo, useState } from 'react';
import { storageApiRef, useApi } from '@backstage/frontend-plugin-api';

const BUCKET = 'model-serving';

type Storable = string | Record<string, boolean>;

/** What a user prefers on our screens. */
export interface Preference<T> {
  /** Undefined: not chosen yet, or not known yet. Stored text is not checked: callers treat what they cannot use as absent. */
  readonly value: T | undefined;
  /** Whether the store has answered; the browser's does at once, a remote one later. */
  readonly isKnown: boolean;
  set(value: T): void;
}

/** A value that the app's storage keeps for the user: in this browser, unless the app stores settings elsewhere. */
export function usePreference<T extends Storable>(key: string): Preference<T> {
  const storage = useApi(storageApiRef);
  const bucket = useMemo(() => storage.forBucket(BUCKET), [storage]);
  const [snapshot, setSnapshot] = useState(() => bucket.snapshot<T>(key));
  useEffect(() => {
    setSnapshot(bucket.snapshot<T>(key));
    const subscription = bucket.observe$<T>(key).subscribe(setSnapshot);
    return () => subscription.unsubscribe();
  }, [bucket, key]);
  const set = useCallback(
    (value: T) => {
      // The screen has it already; a store that cannot keep it costs the choice at the next visit, nothing now.
      setSnapshot(old => ({ ...old, presence: 'present', value }));
      bucket.set(key, value).catch(() => undefined);
    },
    [bucket, key],
  );
  return {
    value: snapshot.value,
    isKnown: snapshot.presence !== 'unknown',
    set,
  };
}
