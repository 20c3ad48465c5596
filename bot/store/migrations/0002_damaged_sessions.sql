-- Sessions that couldn't be read: put aside when their person starts anew, for whoever looks into it.

CREATE TABLE damaged_session (
  conv TEXT NOT NULL,
  version BIGINT NOT NULL,
  at BIGINT NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (conv, version)
);
CREATE INDEX damaged_session_at ON damaged_session (at);
