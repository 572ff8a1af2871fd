-- In which language who asks is written to: that of the page or message they asked by, or what was told of them.
ALTER TABLE requesters ADD COLUMN language text NOT NULL DEFAULT 'zh',
  ADD CONSTRAINT requesters_language_check CHECK (language IN ('zh', 'en'));
