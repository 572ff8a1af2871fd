-- What is asked beside the words once the category is chosen; for tickets to come, as all else of a category.
ALTER TABLE categories ADD COLUMN questions jsonb NOT NULL DEFAULT '[]',
  ADD CONSTRAINT categories_questions_check CHECK (
    CASE WHEN jsonb_typeof(questions) = 'array' THEN jsonb_array_length(questions) <= 8 ELSE false END);

-- Questions and answers as they were asked and given: beside the request's words, and gone with them.
ALTER TABLE ticket_texts ADD COLUMN answers_encrypted bytea,
  ADD CONSTRAINT ticket_texts_answers_check CHECK (answers_encrypted IS NULL OR (kind = 'request' AND text IS NOT NULL));
