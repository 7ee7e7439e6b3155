create index if not exists tl_entries_embargo on {schema}.tl_entries (embargo)
  where embargo is not null and valid_to = 'infinity';
