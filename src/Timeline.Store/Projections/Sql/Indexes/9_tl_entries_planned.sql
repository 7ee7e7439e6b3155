create index if not exists tl_entries_planned on {schema}.tl_entries (story, sort_key) where visible and planned;
