/**
 * Preloaded into wan with `node --import`: no wait lasts longer than 20 ms, so that trials against a simulator, whose
 * jobs move on with each poll, take no real time. From a minute on it is no wait but a deadline, of ffmpeg for one. The
 * program itself knows nothing of this.
 */
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

const deadlineMs = 60_000;
const { setTimeout: wait } = timers;
timers.setTimeout = (ms, ...rest) => wait(ms < deadlineMs ? Math.min(ms, 20) : ms, ...rest);
syncBuiltinESMExports();
