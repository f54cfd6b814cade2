import { FocusEvent, RefObject, useEffect, useRef } from 'react';

/** Properties of the element that gets the focus. */
export interface KeptFocus<T extends HTMLElement> {
  readonly ref: RefObject<T>;
  readonly tabIndex: -1;
  readonly onFocus: (event: FocusEvent<T>) => void;
}

/**
 * Keeps the focus in a part of the page whose buttons come and go with what they do: where the one that had it is gone, the
 * part itself gets it, so that who works by keyboard goes on there and not at the top of the page.
 */
export function useKeptFocus<T extends HTMLElement>(): KeptFocus<T> {
  const ref = useRef<T>(null);
  const last = useRef<Element>();
  // After every render: each of them may take away what has the focus, and none says so
  useEffect(() => {
    if (!last.current || last.current.isConnected) return;
    last.current = undefined;
    if (document.activeElement === document.body) ref.current?.focus();
  });
  return {
    ref,
    tabIndex: -1,
    onFocus: ({ target, currentTarget }) => {
      // By React's way, also those of dialogs arrive here: they give the focus back by themselves
      if (currentTarget.contains(target)) last.current = target;
    },
  };
}
