export {
  TestPolicy,
  testPermissionsRegistry,
  testUserInfo,
} from './TestPolicy';
export type { Grant } from './TestPolicy';
