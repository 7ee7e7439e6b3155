-- The newest of all stories: where a searched word is common, they are enough.
create index if not exists tl_entries_since on {schema}.tl_entries (since) where visible and valid_to = 'infinity';
