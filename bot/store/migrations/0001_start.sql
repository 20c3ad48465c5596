-- The first tables. The same text for SQLite and PostgreSQL; times are epoch ms, truth is 0 or 1.

CREATE TABLE session (
  conv TEXT PRIMARY KEY,                 -- channel|tenant|conversation
  tenant TEXT NOT NULL,
  person TEXT NOT NULL,
  name TEXT NOT NULL,                    -- as the directory shows it; for the helpdesk's card only
  ref TEXT NOT NULL,                     -- where to answer, as the channel wants it back
  version BIGINT NOT NULL,               -- +1 a turn: compare-and-set
  state TEXT NOT NULL,                   -- JSON with its own "schema"
  content TEXT NOT NULL,                 -- digest of the content that wrote it
  out_seq BIGINT NOT NULL DEFAULT 0,     -- last outbox number given
  due_at BIGINT,                         -- NULL: nothing to send, no timer
  lane_owner TEXT,                       -- who sends, where several processes share the database
  lane_until BIGINT NOT NULL DEFAULT 0,
  blocked TEXT,                          -- why nothing can be sent, until the person writes
  touched_at BIGINT NOT NULL
);
CREATE INDEX session_due ON session (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX session_person ON session (tenant, person);
CREATE INDEX session_touched ON session (touched_at);

CREATE TABLE inbox (
  conv TEXT NOT NULL,
  key TEXT NOT NULL,                     -- a:<activity> | b:<card>:<verb> | k:<card>:<verb>:<when> | t:<timer>@<due> | m:<conv>/<seq>
  at BIGINT NOT NULL,
  answer TEXT,                           -- what a press was answered with
  PRIMARY KEY (conv, key)
);
CREATE INDEX inbox_at ON inbox (at);

CREATE TABLE event (
  conv TEXT NOT NULL,
  version BIGINT NOT NULL,
  n INTEGER NOT NULL,
  at BIGINT NOT NULL,
  content TEXT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (conv, version, n)
);
CREATE INDEX event_at ON event (at);

CREATE TABLE outbox (
  conv TEXT NOT NULL,
  seq BIGINT NOT NULL,
  kind TEXT NOT NULL,                    -- post | update | delete | handoff | input
  body TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  doubts INTEGER NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  sent_at BIGINT,
  sent_id TEXT,
  failed TEXT,
  PRIMARY KEY (conv, seq)
);
CREATE INDEX outbox_open ON outbox (conv, seq) WHERE sent_at IS NULL AND failed IS NULL;
CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX outbox_failed ON outbox (created_at) WHERE failed IS NOT NULL;

CREATE TABLE timer (
  conv TEXT NOT NULL,
  id TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (conv, id)
);

CREATE TABLE card (
  token TEXT PRIMARY KEY,
  conv TEXT NOT NULL,
  version BIGINT NOT NULL,               -- of the turn that showed it
  seq BIGINT NOT NULL,                   -- of the outbox row that posts it
  body TEXT NOT NULL,                    -- what its buttons mean, and how it looks now
  sent_id TEXT,                          -- the channel's id of the message that shows it
  frozen INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX card_conv ON card (conv);
CREATE INDEX card_open ON card (conv, seq) WHERE frozen = 0;

CREATE TABLE handoff_case (
  number BIGINT PRIMARY KEY,
  conv TEXT NOT NULL,
  tenant TEXT NOT NULL,
  person TEXT NOT NULL,
  name TEXT NOT NULL,
  version BIGINT NOT NULL,               -- compare-and-set, as a session's
  state TEXT NOT NULL,                   -- waiting | delivered | taken | closed | withdrawn
  problem TEXT,
  dialog TEXT,
  step TEXT,
  note TEXT NOT NULL,                    -- JSON with its own "schema"
  words TEXT NOT NULL,                   -- JSON list: what the person added later
  taken_by TEXT,
  taken_name TEXT,
  fixed_by TEXT,
  created_at BIGINT NOT NULL,
  delivered_at BIGINT,
  taken_at BIGINT,
  closed_at BIGINT
);
CREATE INDEX case_conv ON handoff_case (conv, number);
CREATE INDEX case_person ON handoff_case (tenant, person);
CREATE INDEX case_state ON handoff_case (state, number);

CREATE TABLE gap (
  conv TEXT NOT NULL,
  version BIGINT NOT NULL,
  n INTEGER NOT NULL,
  at BIGINT NOT NULL,
  tenant TEXT NOT NULL,
  person TEXT NOT NULL,
  language TEXT NOT NULL,
  content TEXT NOT NULL,
  text TEXT NOT NULL,                    -- masked
  code TEXT NOT NULL,
  PRIMARY KEY (conv, version, n)
);
CREATE INDEX gap_person ON gap (tenant, person);
CREATE INDEX gap_at ON gap (at);

CREATE TABLE banner (
  id TEXT PRIMARY KEY,                   -- one for all: 'all'
  text TEXT NOT NULL,
  products TEXT NOT NULL,                -- JSON list; empty: every product
  set_by TEXT NOT NULL,
  since BIGINT NOT NULL
);

INSERT INTO meta (key, value) VALUES ('case-number', '1000');
