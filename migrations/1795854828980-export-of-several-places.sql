-- Of one's own places all that were taken away, not the first of them alone. Null: written by an older version, `area_path` is all.
ALTER TABLE report_exports ADD COLUMN area_paths text[] COLLATE "C";
