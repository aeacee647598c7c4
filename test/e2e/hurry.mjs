/**
 * Preloaded into wan with `node --import`: no wait lasts longer than 20 ms, so that trials against a simulator, whose
 * jobs move on with each poll, take no real time. The program itself knows nothing of this.
 */
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

const { setTimeout: wait } = timers;
timers.setTimeout = (ms, ...rest) => wait(Math.min(ms, 20), ...rest);
syncBuiltinESMExports();
