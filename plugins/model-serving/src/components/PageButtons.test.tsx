import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { PageButtons, useListPages } from './PageButtons';

/** Shows where it is; there are so many pages, whose cursors are their numbers. */
function List(props: { count: number }) {
  const pages = useListPages();
  const number = Number(pages.cursor ?? 1);
  return (
    <>
      <p>page {number}</p>
      <button onClick={pages.reset}>search</button>
      <PageButtons
        pages={pages}
        nextCursor={number < props.count ? String(number + 1) : undefined}
      />
    </>
  );
}

const press = (name: string) =>
  userEvent.click(screen.getByRole('button', { name }));

describe('PageButtons', () => {
  it('goes on, back, and to the beginning', async () => {
    render(<List count={3} />);
    expect(
      screen.getByRole('button', { name: 'Previous page' }),
    ).toBeDisabled();
    await press('Next page');
    await press('Next page');
    expect(screen.getByText('page 3')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Next page' })).toBeDisabled();
    await press('Previous page');
    expect(screen.getByText('page 2')).toBeInTheDocument();
    await press('search');
    expect(screen.getByText('page 1')).toBeInTheDocument();
  });

  it('is not there where there is one page', () => {
    render(<List count={1} />);
    expect(screen.queryByRole('button', { name: /page/ })).toBeNull();
  });
});
