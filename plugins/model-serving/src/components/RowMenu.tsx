import { useRef } from 'react';
import { ButtonIcon, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import { RiMore2Line } from '@remixicon/react';
import styles from './components.module.css';

/** One entry of a {@link RowMenu}: it leads somewhere, or does something. */
export interface RowMenuEntry {
  readonly label: string;
  readonly href?: string;
  /** @param menu - the menu's button, for the focus to come back to (see `useListDialog`) */
  readonly onAction?: (menu: HTMLElement | null) => void;
  readonly isDisabled?: boolean;
  /** It takes away what the row is about. */
  readonly isDanger?: boolean;
}

/** The menu of a row's other actions. */
export function RowMenu(props: {
  /** What the row is about. */
  of: string;
  entries: readonly RowMenuEntry[];
}) {
  const button = useRef<HTMLButtonElement>(null);
  return (
    <MenuTrigger>
      <ButtonIcon
        ref={button}
        size="small"
        variant="tertiary"
        icon={<RiMore2Line />}
        aria-label={`More actions for ${props.of}`}
      />
      <Menu>
        {props.entries.map(
          ({ label, href, onAction, isDisabled, isDanger }) => (
            <MenuItem
              key={label}
              href={href}
              isDisabled={isDisabled}
              onAction={() => onAction?.(button.current)}
              {...(isDanger
                ? { color: 'danger', className: styles.readable }
                : {})}
            >
              {label}
            </MenuItem>
          ),
        )}
      </Menu>
    </MenuTrigger>
  );
}
