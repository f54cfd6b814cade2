import { describeUpstream } from '../__testUtils__/describeUpstream';
import { UndiciUpstream } from './undiciUpstream';

describeUpstream(
  'UndiciUpstream',
  () => address => UndiciUpstream.create(address),
);
