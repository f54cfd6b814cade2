import { useEffect, useState } from 'react';
import { Button, VisuallyHidden } from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import { copyText } from './copyText';

/** How long the outcome stays on the button. */
const SHOWN_MS = 2_000;

/** Copies a text and says so once, politely. */
export function CopyButton(props: {
  text: string;
  /** Id of the element that shows what is copied. */
  describedBy?: string;
  /** What it does, where `Copy` alone could be something else. */
  label?: string;
}) {
  const { text, describedBy, label = 'Copy' } = props;
  const [outcome, setOutcome] = useState<'copied' | 'failed'>();
  useEffect(() => {
    if (!outcome) {
      return undefined;
    }
    const timer = setTimeout(() => setOutcome(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  return (
    <>
      <Button
        size="small"
        variant="secondary"
        aria-describedby={describedBy}
        iconStart={outcome === 'copied' ? <RiCheckLine /> : <RiFileCopyLine />}
        onPress={async () =>
          setOutcome((await copyText(text)) ? 'copied' : 'failed')
        }
      >
        {label}
      </Button>
      <VisuallyHidden role="status">
        {outcome === 'copied' && 'Copied'}
        {outcome === 'failed' && 'Could not be copied'}
      </VisuallyHidden>
    </>
  );
}
