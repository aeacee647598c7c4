/**
 * Preloaded into a program with `node --import`: at its end it leaves in the file `BENCH_PROBE` what it took of memory
 * and processor, and how long its event loop was held up. The program itself knows nothing of this.
 */
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const resolutionMs = 5;
const delay = monitorEventLoopDelay({ resolution: resolutionMs });
delay.enable();

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  // The histogram holds the time between two turns of a timer, which is its own interval when nothing is in the way.
  const heldUpMs = (percentile) => Math.max(delay.percentile(percentile) / 1e6 - resolutionMs, 0);
  writeFileSync(
    process.env.BENCH_PROBE,
    JSON.stringify({
      peakMiB: maxRSS / 1024,
      processorSeconds: (userCPUTime + systemCPUTime) / 1e6,
      loopP99Ms: heldUpMs(99),
      loopMaxMs: heldUpMs(100),
    }),
  );
});
