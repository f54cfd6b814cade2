import { useState } from 'react';
import { Flex, NumberField, Slider, Text } from '@backstage/ui';
import { ComponentSplit } from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog } from '../../../actions';

/** Asks for the canary's share: a slider and numbers that say the same, and always sum to 100. */
export function ShareDialog(props: {
  split: Pick<ComponentSplit, 'component' | 'percent'>;
  /** As people call them: `v1`, `v2`. */
  stable: string;
  canary: string;
  /** What other canaries have, in percent. Default: nothing. */
  others?: number;
  onShare: (percent: number) => Promise<boolean>;
  onClose: () => void;
}) {
  const { split, stable, canary, others = 0, onShare, onClose } = props;
  const most = Math.min(99, 100 - others);
  const [percent, setPercent] = useState(split.percent);
  const isShare = Number.isInteger(percent) && percent >= 0 && percent <= most;
  return (
    <ActionDialog
      title={`Share of ${canary}`}
      action="Set share"
      isDisabled={!isShare || percent === split.percent}
      onAction={() => onShare(percent)}
      onClose={onClose}
    >
      <Slider
        label={`Traffic for ${canary} in percent`}
        minValue={0}
        maxValue={most}
        value={isShare ? percent : 0}
        onChange={value => setPercent(value)}
      />
      <Flex gap="3" style={{ flexWrap: 'wrap' }}>
        <NumberField
          style={{ flex: '1 1 10rem' }}
          label={`${canary} (canary)`}
          minValue={0}
          maxValue={most}
          value={percent}
          onChange={setPercent}
        />
        <NumberField
          style={{ flex: '1 1 10rem' }}
          label={`${stable} (rolled out)`}
          minValue={100 - others - most}
          maxValue={100 - others}
          value={100 - others - percent}
          onChange={value => setPercent(100 - others - value)}
        />
      </Flex>
      <Text color="secondary">
        {percent === 0
          ? `A dark launch: ${canary} runs, and nobody reaches it by the usual address.`
          : 'The split is exact: each worker of the gateway counts it off. To give it everything, promote it.'}
      </Text>
    </ActionDialog>
  );
}
