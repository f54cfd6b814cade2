import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { DateTime } from 'luxon';
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

  it('says when its last values were measured, which the end of the chart may not be', () => {
    chart([
      ...measured,
      { name: 'server', label: 'Server errors', points: [[240_000, null]] },
    ]);
    const moment = DateTime.fromMillis(180_000).toLocaleString(
      DateTime.TIME_SIMPLE,
    );
    expect(
      screen.getAllByRole('listitem').map(item => item.textContent),
    ).toEqual(['OK 4 /s', 'Server errors –', `last measured ${moment}`]);
  });

  it('says of how much time a point speaks of which only a part was measured', async () => {
    render(
      <LineChart
        title="Requests"
        series={measured}
        quantity="rate"
        absence=""
        shortPoints={[[180_000, 10]]}
      />,
    );
    const items = screen.getAllByRole('listitem');
    expect(items.at(-1)).toHaveTextContent(/^last measured .*, over 10 s$/);
    await userEvent.click(
      screen.getByRole('button', { name: 'Requests as table' }),
    );
    const [newest, whole] = screen.getAllByRole('rowheader');
    expect(newest).toHaveTextContent(/, over 10 s$/);
    expect(whole).not.toHaveTextContent('over');
  });

  it('stands for its range by what that comes to, where this is known of all its lines', () => {
    const overall = { ...measured[0], overall: '56 requests' };
    const { rerender } = chart([overall]);
    const words = () =>
      screen.getAllByRole('listitem').map(item => item.textContent);
    expect(words()).toEqual(['OK 56 requests', 'in this range']);
    expect(
      screen.getByRole('img', {
        name: 'Requests, in this range: OK 56 requests',
      }),
    ).toBeInTheDocument();
    rerender(
      <LineChart
        title="Requests"
        series={[overall, { ...measured[0], name: 'more', label: 'More' }]}
        quantity="rate"
        absence=""
      />,
    );
    expect(words().slice(0, 2)).toEqual(['OK 4 /s', 'More 4 /s']);
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
