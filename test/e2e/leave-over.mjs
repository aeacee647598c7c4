/**
 * Preloaded into wan with `node --import`: as soon as the file named by WAN_LEAVE_OVER is there, a promise that nobody
 * waits for is rejected, as one within a library is.
 */
import { existsSync } from 'node:fs';

const timer = setInterval(() => {
  if (!existsSync(process.env.WAN_LEAVE_OVER)) return;
  clearInterval(timer);
  Promise.reject(new TypeError(`lost at https://host.example/?token=${process.env.WAN_LEAVE_TOKEN}`));
}, 20);
timer.unref();
