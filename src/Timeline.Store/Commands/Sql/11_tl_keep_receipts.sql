-- Keeps receipts, in the transaction of what they are for. A key that is used already fails it: 23505.
create or replace function {schema}.tl_keep_receipts(p_receipts json) returns void language sql as $$
  insert into {schema}.tl_receipts (actor, key, fingerprint, story, entry, event_version, public_version, updated, unchanged, notes)
  select r.actor, r.key, decode(r.fingerprint, 'hex'), r.story, r.entry, r.event_version, r.public_version, r.updated, r.unchanged, r.notes
  from json_to_recordset(p_receipts) as r(
    actor text, key text, fingerprint text, story text, entry text, event_version bigint, public_version bigint,
    updated timestamptz, unchanged text, notes json)
$$;
