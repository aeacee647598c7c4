import type { ReportEvent } from '../jobs/report.js';

/** What a person sees while work goes on; the closing words come after it. */
export interface Screen {
  report(event: ReportEvent): void;
  /** Ends whatever is redrawn; later reports are printed plainly or not at all. */
  stop(): void;
}
