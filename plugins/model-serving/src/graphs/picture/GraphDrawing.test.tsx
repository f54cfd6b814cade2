import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { graphDetail } from '../../__testUtils__/graphFixtures';
import { graphNode } from '../../__testUtils__/graphNode';
import { renderScreen } from '../../__testUtils__/render';
import { GraphDrawing } from './GraphDrawing';

const flow = graphDetail();

/** The picture of a graph: where there is little room, as here, it has to be asked for. */
async function openPicture(graph = flow) {
  renderScreen(<GraphDrawing graph={graph} />);
  await userEvent.click(await screen.findByRole('radio', { name: 'Picture' }));
  return screen.getByRole('group', { name: /^Picture of/ });
}

describe('GraphDrawing', () => {
  it('draws boxes and edges with what they are and what passes', async () => {
    const frame = await openPicture();
    expect(frame).toHaveAccessibleName('Picture of Flow: 1 node, 2 steps');
    const picture = within(frame);
    expect(
      picture.getByRole('group', {
        name: 'Node root, Sequence: in order',
      }),
    ).toBeInTheDocument();
    const iris = within(
      picture.getByRole('group', { name: 'Service iris, Ready' }),
    );
    expect(iris.getByRole('link', { name: 'iris' })).toHaveAttribute(
      'href',
      '/catalog/demo/component/iris',
    );
    expect(
      picture.getByRole('img', {
        name: 'Step 2 of root: calls service wine, goes on if predictions.#(==1), gets $response, predictions become instances, must succeed, 2 /s · 50 % errors · p95 6 ms',
      }),
    ).toHaveTextContent('50 % errors');
  });

  it('reaches each box and edge by keyboard', async () => {
    const picture = await openPicture();
    picture.focus();
    const reached: string[] = [];
    for (let i = 0; i < 5; i++) {
      await userEvent.tab();
      reached.push(
        document.activeElement?.getAttribute('aria-label') ??
          document.activeElement?.textContent ??
          '',
      );
    }
    expect(reached.map(text => text.split(/[:,]/)[0])).toEqual([
      'Node root',
      'iris',
      'wine',
      'Step 1 of root',
      'Step 2 of root',
    ]);
  });

  it('says without colour what does not work', async () => {
    const [first] = flow.members;
    const picture = within(
      await openPicture({
        ...flow,
        nodes: [
          graphNode('root', [{ service: 'iris' }, { node: 'gone' }]),
          graphNode('island', [{ url: 'http://far.example/predict' }]),
        ],
        members: [
          { ...first, state: undefined, problem: 'There is no such service' },
        ],
      }),
    );
    expect(picture.getByText('There is no such service')).toBeInTheDocument();
    expect(picture.getByText('No such node')).toBeInTheDocument();
    expect(picture.getByText('Never reached')).toBeInTheDocument();
    expect(
      picture.getByRole('group', {
        name: 'Address http://far.example/predict, never reached',
      }),
    ).toBeInTheDocument();
    expect(picture.queryByRole('link')).toBeNull();
  });

  it('is a table where there is little room', async () => {
    renderScreen(<GraphDrawing graph={flow} />);
    const table = within(await screen.findByRole('grid', { name: 'Steps' }));
    const row = within(table.getByRole('row', { name: /Step 2 of root/ }));
    expect(row.getByText('50 %')).toBeInTheDocument();
    expect(row.getByRole('link', { name: 'wine' })).toBeInTheDocument();
    expect(row.getByText(/goes on if predictions/)).toBeInTheDocument();
  });
});
