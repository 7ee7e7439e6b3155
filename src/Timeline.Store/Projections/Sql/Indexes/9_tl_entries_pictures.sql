-- Few entries show a picture that was uploaded, and only those cost anything.
create index if not exists tl_entries_pictures on {schema}.tl_entries using gin (pictures) where pictures <> array[]::text[];
