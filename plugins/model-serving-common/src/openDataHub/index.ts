export {
  isExposed,
  routeProfileOf,
  visibilityFor,
  type RouteProfile,
} from './externalRoute';
