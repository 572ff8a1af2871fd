-- What a skill is called on English pages; '': as in Chinese.
ALTER TABLE skills ADD COLUMN name_en text NOT NULL DEFAULT '';
