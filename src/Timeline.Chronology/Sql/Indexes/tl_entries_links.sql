create index if not exists tl_entries_links on {schema}.tl_entries using gin (links)
  where visible and links <> array[]::text[];
