/**
 * Preloaded into wan with `node --import`: the wall clock is WAN_CLOCK_SHIFT milliseconds off, as after somebody set it.
 * The program itself knows nothing of this.
 */
const { now } = Date;
const shift = Number(process.env.WAN_CLOCK_SHIFT ?? 0);
Date.now = () => now() + shift;
