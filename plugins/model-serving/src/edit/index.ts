export { EditDeploymentContent } from './EditDeploymentContent';
