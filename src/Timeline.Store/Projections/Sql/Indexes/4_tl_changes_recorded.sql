create unique index if not exists tl_changes_recorded on {schema}.tl_changes (story, recorded);
