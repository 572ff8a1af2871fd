-- Whole months of many holders, as figures_days has their days: those of one month were looked for among the months of all years.
CREATE INDEX figures_months ON figures (category_id, start, area_path) WHERE grain = 'month';
