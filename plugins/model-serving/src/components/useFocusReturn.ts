import { useEffect, useMemo, useRef } from 'react';

/** Where the focus goes after dialogs. */
export interface FocusReturn {
  /**
   * Call it where the first dialog is opened.
   * @param origin - what gets the focus back, by default what has it now; null: dialogs do that well enough by themselves
   */
  remember(origin?: HTMLElement | null): void;
  /** What has been done takes away what had the focus, a button in a table: then its row gets it. */
  toRow(): void;
}

/**
 * Gives the focus back when the last of several dialogs is closed. A dialog does that by itself, but one that follows
 * another would give it to that one's button, which is gone.
 *
 * @param isOpen - whether any of the dialogs is
 */
export function useFocusReturn(isOpen: boolean): FocusReturn {
  const origin = useRef<HTMLElement | null>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && !isOpen) origin.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return useMemo(
    () => ({
      remember: (element = focused()) => {
        origin.current = element;
      },
      toRow: () => {
        origin.current =
          origin.current?.closest<HTMLElement>('[role=row]') ?? origin.current;
      },
    }),
    [],
  );
}

function focused(): HTMLElement | null {
  const { activeElement } = document;
  return activeElement instanceof HTMLElement ? activeElement : null;
}
