// Preloaded: the signal of TEST_SIGNAL comes when bin/wan.js holds signals, and is about to load the program.
const { on } = process;
process.on = function holding(name, listener) {
  on.call(this, name, listener);
  if (name !== 'SIGTERM') return this;
  process.on = on;
  process.kill(process.pid, process.env.TEST_SIGNAL);
  return this;
};
