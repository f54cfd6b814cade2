import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

/** Chooses an entry of the menu of a row, and closes the dialog that it opens by the key for that. */
export async function closedByEscape(
  menu: HTMLElement,
  entry: string,
): Promise<void> {
  await userEvent.click(menu);
  await userEvent.click(await screen.findByRole('menuitem', { name: entry }));
  await screen.findByRole('dialog');
  await userEvent.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
}
