import { useEffect, useState } from 'react';

/** A pause in typing that is long enough to mean it. */
const DELAY_MS = 300;

/** What was typed, once nobody has typed for a moment. */
export function useDelayed(value: string): string {
  const [delayed, setDelayed] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setDelayed(value), DELAY_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return delayed;
}
