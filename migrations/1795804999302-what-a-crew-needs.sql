-- How long the work takes, and when nobody goes alone. The tools of a place stand in `crew`: [{skill, size, tools}].
ALTER TABLE categories
  ADD COLUMN duration_minutes int  NOT NULL DEFAULT 60,
  ADD COLUMN pair             text NOT NULL DEFAULT 'never',
  ADD CONSTRAINT categories_duration_check CHECK (duration_minutes > 0),
  ADD CONSTRAINT categories_pair_check CHECK (pair IN ('never', 'alone_at_night', 'always'));
