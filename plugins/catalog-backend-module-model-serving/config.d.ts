import type { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';

export interface Config {
  catalog?: {
    providers?: {
      modelServing?: {
        /** How often everything is read again, as a safety net behind the events. Default: every 30 minutes. */
        schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
        /** Entity reference of the owner of runtimes that name none. Default: `group:default/platform`. */
        platformTeam?: string;
      };
    };
  };
}
