import { useState } from 'react';
import { Button, Flex } from '@backstage/ui';

/** Where in a list one is that is read page by page, by the backend's cursors. */
export interface ListPages {
  /** Of the page that is shown; undefined: the first one. */
  readonly cursor: string | undefined;
  readonly isFirst: boolean;
  next(cursor: string): void;
  back(): void;
  /** To the first one: another list is shown. */
  reset(): void;
}

/** Goes through the pages of a list, from the first one. */
export function useListPages(): ListPages {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  return {
    cursor: cursors.at(-1),
    isFirst: cursors.length === 0,
    next: cursor => setCursors([...cursors, cursor]),
    back: () => setCursors(cursors.slice(0, -1)),
    reset: () => setCursors([]),
  };
}

/** The ways to the pages before and after; nothing where there is one page. */
export function PageButtons(props: {
  pages: ListPages;
  /** Of the next page; absent: this is the last one. */
  nextCursor: string | undefined;
}) {
  const { pages, nextCursor } = props;
  if (pages.isFirst && !nextCursor) return null;
  return (
    <Flex gap="2">
      <Button
        variant="secondary"
        size="small"
        isDisabled={pages.isFirst}
        onPress={pages.back}
      >
        Previous page
      </Button>
      <Button
        variant="secondary"
        size="small"
        isDisabled={!nextCursor}
        onPress={() => nextCursor && pages.next(nextCursor)}
      >
        Next page
      </Button>
    </Flex>
  );
}
