import { render } from '@testing-library/react';
import { DeploymentState } from '@greenroom/backstage-plugin-model-serving-common';
import { StateLabel } from './StateLabel';

const drawn = (state: Pick<DeploymentState, 'code' | 'word' | 'tone'>) => {
  const { container } = render(<StateLabel state={state} />);
  return {
    icon: container.querySelector('svg')?.innerHTML,
    words: container.textContent,
  };
};

describe('StateLabel', () => {
  it('tells a Ready one that needs somebody by its icon and in words, not by colour alone', () => {
    const ready = { code: 'ready', word: 'Ready' } as const;
    const plain = drawn({ ...ready, tone: 'green' });
    const noted = drawn({ ...ready, tone: 'amber' });
    expect(plain.words).toBe('Ready');
    expect(noted.words).toBe('Ready, needs attention');
    expect(noted.icon).not.toBe(plain.icon);
    const failed = drawn({ code: 'failed', word: 'Failed', tone: 'red' });
    expect(noted.icon).not.toBe(failed.icon);
  });
});
