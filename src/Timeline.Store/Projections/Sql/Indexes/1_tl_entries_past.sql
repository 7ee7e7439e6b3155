-- As tl_entries_present, for a past moment.
create index if not exists tl_entries_past on {schema}.tl_entries
  (story, sort_key, entry, valid_from, valid_to, background, kind, aftermath) where visible;
