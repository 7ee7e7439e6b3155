create index if not exists tl_entries_planned on {schema}.tl_entries (story, sort_at, sort_width, since) where visible and planned;
