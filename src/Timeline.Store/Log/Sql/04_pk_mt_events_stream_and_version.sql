-- What makes two events with one version impossible, whoever writes them.
create unique index if not exists pk_mt_events_stream_and_version on {schema}.mt_events (stream_id, version);
