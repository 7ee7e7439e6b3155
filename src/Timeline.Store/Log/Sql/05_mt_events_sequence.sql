-- Cache stays 1: a session that hoarded numbers would hand out early positions late.
create sequence if not exists {schema}.mt_events_sequence owned by {schema}.mt_events.seq_id;
