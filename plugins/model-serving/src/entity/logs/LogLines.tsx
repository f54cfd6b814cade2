import { useEffect, useRef } from 'react';
import { LogLine } from '@greenroom/backstage-plugin-model-serving-common';
import { keyboardScrollable } from '../../components';
import styles from './logs.module.css';

/** How near to the end counts as being there. */
const NEAR_END_PX = 40;

/** Log lines in a box that scrolls, by keyboard too. Following keeps the end in view, unless one has scrolled up. */
export function LogLines(props: {
  lines: readonly LogLine[];
  withReplica: boolean;
  withContainer: boolean;
  stickToEnd: boolean;
}) {
  const { lines, withReplica, withContainer, stickToEnd } = props;
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    const element = box.current;
    if (element && stickToEnd && atEnd.current) {
      element.scrollTop = element.scrollHeight;
    }
  }, [lines, stickToEnd]);
  return (
    <div
      ref={box}
      className={styles.box}
      // A log region announces each new line by default, which nobody can listen to.
      role="log"
      aria-live="off"
      aria-label="Log"
      {...keyboardScrollable}
      onScroll={({
        currentTarget: { scrollHeight, scrollTop, clientHeight },
      }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
      }}
    >
      {lines.map((line, i) => (
        <div key={i} className={styles.line}>
          {line.at && <span className={styles.meta}>{line.at} </span>}
          <Origin
            replica={withReplica ? line.replica : undefined}
            container={withContainer ? line.container : undefined}
          />
          {line.text}
        </div>
      ))}
    </div>
  );
}

function Origin(props: { replica?: string; container?: string }) {
  const parts = [props.replica, props.container].filter(Boolean);
  return parts.length > 0 ? (
    <span className={styles.meta}>[{parts.join(' ')}] </span>
  ) : null;
}
