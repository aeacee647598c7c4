/**
 * Preloaded into wan with `node --import`: WAN_TIME_PASSED milliseconds later, by the wall clock and by the machine's
 * uptime alike. The program itself knows nothing of this.
 */
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';

const passed = Number(process.env.WAN_TIME_PASSED ?? 0);
const { now } = Date;
const { uptime } = os;
Date.now = () => now() + passed;
os.uptime = () => uptime() + passed / 1000;
syncBuiltinESMExports();
