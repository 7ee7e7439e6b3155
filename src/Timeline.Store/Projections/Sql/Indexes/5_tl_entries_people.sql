create index if not exists tl_entries_people on {schema}.tl_entries using gin (people) where visible;
