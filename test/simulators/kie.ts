import { failure, unauthorized } from './kie-answers.js';
import { type TaskOptions, taskRoutes } from './kie-tasks.js';
import { type UploadOptions, uploadRoutes } from './kie-upload.js';
import {
  type Kit,
  type ServiceDefinition,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from './kit/simulator.js';

export interface KieOptions extends SimulatorOptions, TaskOptions, UploadOptions {}

/** The only key that the simulator takes. */
export const kieKey = 'simulated-kie-key';

/** api.kie.ai and its upload host on one origin, their files on another, written from their document. */
export async function startKie(options: KieOptions = {}): Promise<Simulator> {
  return await startSimulator((kit) => defineKie(kit, options), { newId: taskIds(), ...options });
}

/** Ids as the service makes them today. */
function taskIds(): () => string {
  let count = 1_765_172_522_239;
  return () => `task_wan_${count++}`;
}

/** There is no list of tasks and no cancel. */
function defineKie(kit: Kit, options: KieOptions): ServiceDefinition {
  return {
    routes: [...taskRoutes(kit, options), ...uploadRoutes(kit, options)],
    authorize: ({ headers }) => (headers.authorization === `Bearer ${kieKey}` ? undefined : unauthorized),
    notFound: () => failure(404, 'Not found'),
  };
}
