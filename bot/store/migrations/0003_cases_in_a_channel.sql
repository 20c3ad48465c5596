-- A case in the helpdesk's channel: which card shows it there, and who closed it. Where a delivery of a case goes.

ALTER TABLE handoff_case ADD COLUMN card TEXT;         -- token of the card in the channel
ALTER TABLE handoff_case ADD COLUMN closed_by TEXT;    -- who of the helpdesk closed it
ALTER TABLE handoff_case ADD COLUMN closed_name TEXT;
ALTER TABLE handoff_case ADD COLUMN how TEXT;          -- what they did, in their words
ALTER TABLE outbox ADD COLUMN dest TEXT;               -- name of the one destination that a case goes to
