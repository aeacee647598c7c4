import { createAnimaticRenderer } from '../../../../src/media/animatic/renderer.js';
import { createFfmpeg } from '../../../../src/media/ffmpeg.js';
import { createRuntime } from '../../../../src/runtime.js';

/** Accepts one order in a process of its own: `node accept-child.mjs <directory> <id> <body as JSON>`. */
const [directory = '', id = '', body = ''] = process.argv.slice(2);
const { env, platform, cwd, host, clock } = createRuntime();
const renderer = createAnimaticRenderer({ directory, ffmpeg: createFfmpeg({ env, platform, cwd }), host, clock });
await renderer.accept(id, JSON.parse(body));
// Stays until it is killed: ffmpeg must not need it, nor hold it.
setInterval(() => {}, 1_000);
