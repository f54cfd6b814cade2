import { useState } from 'react';
import {
  Flex,
  ToggleButton,
  ToggleButtonGroup,
  useBreakpoint,
} from '@backstage/ui';
import { RiFlowChart, RiTableLine } from '@remixicon/react';
import { GraphDetail } from '@greenroom/backstage-plugin-model-serving-common';
import { GraphPicture } from './GraphPicture';
import { StepTable } from './StepTable';

type Form = 'picture' | 'table';

/** A graph as a picture or as a table; until somebody chooses, a table where a picture would not fit. */
export function GraphDrawing(props: {
  graph: Pick<GraphDetail, 'title' | 'nodes' | 'members' | 'ungated'>;
}) {
  const { graph } = props;
  const [chosen, setChosen] = useState<Form>();
  const { down } = useBreakpoint();
  const form = chosen ?? (down('sm') ? 'table' : 'picture');
  return (
    <Flex direction="column" gap="3">
      <ToggleButtonGroup
        aria-label="Show as"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[form]}
        onSelectionChange={([key]) =>
          setChosen(key === 'table' ? 'table' : 'picture')
        }
      >
        <ToggleButton id="picture" iconStart={<RiFlowChart />}>
          Picture
        </ToggleButton>
        <ToggleButton id="table" iconStart={<RiTableLine />}>
          Table
        </ToggleButton>
      </ToggleButtonGroup>
      {form === 'table' ? (
        <StepTable graph={graph} />
      ) : (
        <GraphPicture graph={graph} />
      )}
    </Flex>
  );
}
