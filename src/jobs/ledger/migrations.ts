/**
 * The ledger's schema, one script a version; `user_version` counts those that ran. Never edit a script that was
 * released: add one. `test/fixtures/ledger` keeps a file of each version, and all of them must open for ever.
 *
 * Times are epoch milliseconds. `committed_usd` is what a job counts against caps: its estimate from the intent on, its
 * actual cost when known, null when nothing can have been charged. `sent_after` is the row of the newest job that was
 * planned when this one was sent: clocks are set back, rows are not. It is null for what was sent before version 3.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE processes (
    owner TEXT PRIMARY KEY, host TEXT NOT NULL, boot TEXT NOT NULL, pid_namespace TEXT NOT NULL, pid INTEGER NOT NULL,
    heartbeat_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE runs (
    id TEXT PRIMARY KEY, command TEXT NOT NULL, created_at INTEGER NOT NULL, cwd TEXT NOT NULL, max_cost REAL,
    confirmed INTEGER NOT NULL, settings TEXT NOT NULL
  ) STRICT;
  CREATE TABLE jobs (
    id TEXT PRIMARY KEY, run_id TEXT NOT NULL REFERENCES runs (id), position INTEGER NOT NULL,
    provider TEXT NOT NULL, model TEXT NOT NULL, endpoint TEXT NOT NULL, resolution TEXT,
    key_fingerprint TEXT NOT NULL, api_origin TEXT NOT NULL,
    identity TEXT NOT NULL, take INTEGER NOT NULL, seed INTEGER, row_identity TEXT,
    record TEXT NOT NULL, output TEXT NOT NULL,
    status TEXT NOT NULL, state TEXT NOT NULL, remote_id TEXT,
    estimate REAL, estimate_currency TEXT, actual REAL, actual_currency TEXT, committed_usd REAL,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, intent_at INTEGER, submitted_at INTEGER,
    started_at INTEGER, rendered_at INTEGER, finished_at INTEGER, expires_at INTEGER,
    lease_owner TEXT, lease_epoch INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX jobs_by_run ON jobs (run_id, position);
  CREATE INDEX jobs_by_identity ON jobs (identity, created_at);
  CREATE INDEX jobs_by_status ON jobs (status, created_at);
  CREATE INDEX jobs_by_time ON jobs (created_at);
  CREATE INDEX jobs_by_lease ON jobs (lease_owner) WHERE lease_owner IS NOT NULL;
  CREATE INDEX jobs_by_intent ON jobs (intent_at) WHERE committed_usd IS NOT NULL;
  CREATE INDEX jobs_by_speed ON jobs (provider, endpoint, rendered_at) WHERE rendered_at IS NOT NULL;
  CREATE UNIQUE INDEX jobs_by_remote_id ON jobs (provider, api_origin, remote_id) WHERE remote_id IS NOT NULL;
  CREATE TABLE events (
    job_id TEXT NOT NULL REFERENCES jobs (id), sequence INTEGER NOT NULL, at INTEGER NOT NULL, event TEXT NOT NULL,
    PRIMARY KEY (job_id, sequence)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE names (name TEXT PRIMARY KEY, job_id TEXT NOT NULL REFERENCES jobs (id)) STRICT, WITHOUT ROWID;
  CREATE TABLE uploads (
    digest TEXT NOT NULL, place TEXT NOT NULL, url TEXT NOT NULL, expires_at INTEGER, created_at INTEGER NOT NULL,
    PRIMARY KEY (digest, place)
  ) STRICT, WITHOUT ROWID;
  `,
  // 2: submits of one account are counted and paced by all processes together, and nothing is looked for row by row.
  `
  CREATE TABLE paces (
    account TEXT PRIMARY KEY, not_before INTEGER NOT NULL, per_second REAL NOT NULL, strikes INTEGER NOT NULL,
    slowed_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX jobs_by_account ON jobs (provider, key_fingerprint, api_origin, intent_at) WHERE intent_at IS NOT NULL;
  CREATE INDEX jobs_in_flight ON jobs (provider, key_fingerprint, api_origin, lease_owner, status, submitted_at)
    WHERE status IN ('submitting', 'submitted');
  CREATE INDEX jobs_by_run_spending ON jobs (run_id, provider, committed_usd) WHERE committed_usd IS NOT NULL;
  CREATE INDEX jobs_by_day_spending ON jobs (intent_at, provider, committed_usd) WHERE committed_usd IS NOT NULL;
  CREATE INDEX jobs_by_age ON jobs (created_at, position);
  CREATE INDEX jobs_by_usual_speed ON jobs (provider, endpoint, resolution, rendered_at, submitted_at, intent_at)
    WHERE rendered_at IS NOT NULL;
  CREATE INDEX jobs_by_provider ON jobs (provider, created_at, position);
  CREATE INDEX jobs_by_state ON jobs (status, created_at, position, expires_at, provider);
  DROP INDEX jobs_by_status;
  DROP INDEX jobs_by_intent;
  DROP INDEX jobs_by_time;
  DROP INDEX jobs_by_speed;
  `,
  // 3: what came first is known by the order in the ledger, and the names of a job without a look at all of them.
  `
  ALTER TABLE jobs ADD COLUMN sent_after INTEGER;
  CREATE INDEX names_by_job ON names (job_id);
  `,
];
