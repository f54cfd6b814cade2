import { useCallback, useState } from 'react';
import { useFocusReturn } from './useFocusReturn';

/** What is open beside a list, if anything. */
export interface ListDialog<T> {
  readonly dialog: T | undefined;
  /** @param menu - the button of the menu that it was chosen in */
  open(dialog: T, menu?: HTMLElement | null): void;
  close(): void;
}

/**
 * A dialog about a row of a list. The entry of a menu that opened it is gone when it closes, and the table would give the
 * focus to the first button of the row: it goes back to the menu's.
 */
export function useListDialog<T extends object | string>(): ListDialog<T> {
  const [dialog, setDialog] = useState<T>();
  const { remember } = useFocusReturn(dialog !== undefined);
  const open = useCallback(
    (next: T, menu: HTMLElement | null = null) => {
      remember(menu);
      setDialog(next);
    },
    [remember],
  );
  const close = useCallback(() => setDialog(undefined), []);
  return { dialog, open, close };
}
