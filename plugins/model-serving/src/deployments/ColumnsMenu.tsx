import {
  Button,
  MenuListBox,
  MenuListBoxItem,
  MenuTrigger,
} from '@backstage/ui';
import { RiLayoutColumnLine } from '@remixicon/react';

/** Which columns the list shows. */
export function ColumnsMenu(props: {
  columns: readonly { readonly id: string; readonly label: string }[];
  shown: readonly string[];
  onChange: (shown: ReadonlySet<string>) => void;
}) {
  const { columns, shown, onChange } = props;
  return (
    <MenuTrigger>
      <Button variant="secondary" iconStart={<RiLayoutColumnLine />}>
        Columns
      </Button>
      <MenuListBox
        aria-label="Columns"
        selectionMode="multiple"
        // Esc closes the menu; by default it would hide every column first.
        escapeKeyBehavior="none"
        placement="bottom right"
        selectedKeys={shown}
        onSelectionChange={keys =>
          onChange(
            new Set(
              keys === 'all'
                ? columns.map(({ id }) => id)
                : [...keys].map(String),
            ),
          )
        }
      >
        {columns.map(({ id, label }) => (
          <MenuListBoxItem key={id} id={id}>
            {label}
          </MenuListBoxItem>
        ))}
      </MenuListBox>
    </MenuTrigger>
  );
}
