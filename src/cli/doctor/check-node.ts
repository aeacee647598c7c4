import { type Finding, ok, problem } from './finding.js';

/** The oldest Node that is supported, as in `engines` of the manifest. */
const oldest = [20, 19] as const;

/** Whether this Node is one that wan is tested with; `version` is `22.12.0`. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const isOldEnough = major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
  if (isOldEnough) return ok('node', version);
  return problem('node', 'usage.invalid', {
    detail: `Node ${version} is older than ${oldest.join('.')}, which wan needs`,
    mend: `install Node ${oldest.join('.')} or newer`,
  });
}
