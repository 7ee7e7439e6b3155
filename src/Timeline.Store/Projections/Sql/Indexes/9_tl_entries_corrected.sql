create index if not exists tl_entries_corrected on {schema}.tl_entries (story) where visible and corrected;
