export { DatabaseResourceStore } from './DatabaseResourceStore';
