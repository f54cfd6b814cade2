export {
  accessOf,
  isLoopback,
  isReachable,
  opensRoute,
  type ServiceAccess,
} from './accessOf';
