import { RefObject, useEffect, useState } from 'react';

/** The width of an element in px, as it changes; `initial` until it is known. */
export function useWidth(ref: RefObject<HTMLElement>, initial: number): number {
  const [width, setWidth] = useState(initial);
  useEffect(() => {
    const element = ref.current;
    if (!element || typeof ResizeObserver === 'undefined') {
      return undefined;
    }
    const observer = new ResizeObserver(([entry]) =>
      setWidth(Math.max(1, Math.round(entry.contentRect.width))),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}
