create index if not exists tl_entries_search on {schema}.tl_entries using gin (search) where visible;
