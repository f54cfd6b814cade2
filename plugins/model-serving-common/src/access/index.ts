export {
  accessOf,
  accessWithoutGateway,
  isLoopback,
  isReachable,
  opensRoute,
  type ServiceAccess,
} from './accessOf';
