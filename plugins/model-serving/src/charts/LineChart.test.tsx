import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { LineChart, NamedSeries } from './LineChart';

const measured: NamedSeries[] = [
  {
    name: 'ok',
    label: 'OK',
    points: [
      [0, 1],
      [60_000, null],
      [120_000, 3],
      [180_000, 4],
    ],
  },
];

const chart = (series: readonly NamedSeries[]) =>
  render(
    <LineChart
      title="Requests"
      series={series}
      quantity="rate"
      absence="No requests yet."
    />,
  );

describe('LineChart', () => {
  it('says its last values to those who do not see it', () => {
    chart(measured);
    expect(
      screen.getByRole('img', { name: 'Requests, last values: OK 4 /s' }),
    ).toBeInTheDocument();
  });

  it('draws no line over a gap', () => {
    const { container } = chart(measured);
    expect(container.querySelectorAll('polyline')).toHaveLength(1);
    expect(container.querySelectorAll('circle')).toHaveLength(1);
  });

  it('shows the same values as a table, a gap as a dash', async () => {
    chart(measured);
    await userEvent.click(
      screen.getByRole('button', { name: 'Requests as table' }),
    );
    const table = screen.getByRole('table', { name: 'Requests (per second)' });
    expect(
      within(table)
        .getAllByRole('cell')
        .map(cell => cell.textContent),
    ).toEqual(['4 /s', '3 /s', '–', '1 /s']);
    expect(within(table).getAllByRole('rowheader')).toHaveLength(4);
    await userEvent.click(
      screen.getByRole('button', { name: 'Requests as chart' }),
    );
    expect(screen.getByRole('img')).toBeInTheDocument();
  });

  it('explains that nothing was measured instead of drawing zero', () => {
    chart([{ name: 'ok', label: 'OK', points: [[0, null]] }]);
    expect(screen.getByText('No requests yet.')).toBeInTheDocument();
    expect(screen.queryByRole('img')).toBeNull();
    expect(screen.queryByRole('button')).toBeNull();
  });
});
