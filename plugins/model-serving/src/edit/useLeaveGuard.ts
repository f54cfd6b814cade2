import { useEffect, useRef, useState } from 'react';

/** How to answer the question whether to leave. */
export interface LeaveGuard {
  /** Somebody wants to leave: the question is to be asked. */
  readonly asking: boolean;
  stay(): void;
  leave(): void;
}

/**
 * Holds back what would lose unsaved changes: closing or reloading the page by the browser's own question, links of the
 * app by ours.
 *
 * The app's router cannot block navigation (`useBlocker` needs a data router), so that clicks on links are caught on their
 * way down, before any handler sees them. The browser's Back is not caught.
 */
export function useLeaveGuard(active: boolean): LeaveGuard {
  const [link, setLink] = useState<HTMLAnchorElement>();
  /** The click that `leave` repeats goes through. */
  const leaving = useRef(false);
  useEffect(() => {
    if (!active) {
      return undefined;
    }
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    const hold = (event: MouseEvent) => {
      const clicked = leaving.current ? undefined : linkThatLeaves(event);
      if (clicked) {
        event.preventDefault();
        event.stopPropagation();
        setLink(clicked);
      }
    };
    window.addEventListener('beforeunload', warn);
    document.addEventListener('click', hold, { capture: true });
    return () => {
      window.removeEventListener('beforeunload', warn);
      document.removeEventListener('click', hold, { capture: true });
    };
  }, [active]);
  return {
    asking: link !== undefined,
    stay: () => setLink(undefined),
    leave: () => {
      leaving.current = true;
      link?.click();
      leaving.current = false;
      setLink(undefined);
    },
  };
}

/** The link that a click would follow in this tab of the browser; elsewhere nothing is lost. */
function linkThatLeaves(event: MouseEvent): HTMLAnchorElement | undefined {
  const { target, button, metaKey, ctrlKey, shiftKey, altKey } = event;
  if (button !== 0 || metaKey || ctrlKey || shiftKey || altKey) {
    return undefined;
  }
  const link = target instanceof Element ? target.closest('a') : null;
  const staysHere =
    !link?.href ||
    link.target === '_blank' ||
    link.hasAttribute('download') ||
    link.getAttribute('href')?.startsWith('#');
  return staysHere ? undefined : link ?? undefined;
}
