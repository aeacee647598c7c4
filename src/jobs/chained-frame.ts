/** How a job names a picture that another job makes: the last frame of its clip. */
const prefix = 'last frame of ';

export function lastFrameOf(jobId: string): string {
  return `${prefix}${jobId}`;
}

/** The job whose last frame a source is, if it is one. */
export function parentOf(source: string | undefined): string | undefined {
  return source?.startsWith(prefix) === true ? source.slice(prefix.length) : undefined;
}
