import {
  RiArrowRightLine,
  RiGitForkLine,
  RiPieChartLine,
  RiStackLine,
} from '@remixicon/react';
import { RouterType } from '@greenroom/backstage-plugin-model-serving-common';

/** One icon for each way in which steps run. */
export const routerIcons: Readonly<Record<RouterType, typeof RiStackLine>> = {
  Sequence: RiArrowRightLine,
  Switch: RiGitForkLine,
  Ensemble: RiStackLine,
  Splitter: RiPieChartLine,
};
