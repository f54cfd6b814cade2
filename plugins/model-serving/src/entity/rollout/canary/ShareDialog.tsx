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
  onShare: (percent: number) => Promise<boolean>;
  onClose: () => void;
}) {
  const { split, stable, canary, onShare, onClose } = props;
  const [percent, setPercent] = useState(split.percent);
  const isShare = Number.isInteger(percent) && percent >= 0 && percent <= 99;
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
        maxValue={99}
        value={isShare ? percent : 0}
        onChange={value => setPercent(value)}
      />
      <Flex gap="3" style={{ flexWrap: 'wrap' }}>
        <NumberField
          style={{ flex: '1 1 10rem' }}
          label={`${canary} (canary)`}
          minValue={0}
          maxValue={99}
          value={percent}
          onChange={setPercent}
        />
        <NumberField
          style={{ flex: '1 1 10rem' }}
          label={`${stable} (rolled out)`}
          minValue={1}
          maxValue={100}
          value={100 - percent}
          onChange={value => setPercent(100 - value)}
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
