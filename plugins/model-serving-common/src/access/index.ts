export {
  accessOf,
  isLoopback,
  isReachable,
  opensRoute,
  type ServiceAccess,
} from './accessOf';
export { isLiveToken, tokenStateOf } from './tokenState';
