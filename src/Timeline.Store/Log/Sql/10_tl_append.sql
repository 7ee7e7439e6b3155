-- Appends events to one stream, in the caller's transaction, and returns their positions (seq_id), in order.
--
--   TL001  the stream is not at the expected version   HINT: the version it is at
--   TL002  the actor has used this idempotency key
--   TL003  `recorded` is too far from our clock        HINT: our clock (tl_enter)
--   MT001, TL006  the stream takes no event of ours   (tl_accepts)
--
-- Values travel in HINT, for clients such as Npgsql hide DETAIL unless told otherwise. Every refusal comes before
-- nextval: a refused append burns no position.
create or replace function {schema}.tl_append(
  p_stream       varchar,
  p_expected     bigint,
  p_recorded     timestamptz,   -- of the first event; each one after it is a microsecond later
  p_actor        text,
  p_correlation  varchar,
  p_causation    varchar,
  p_key          text,          -- null: no idempotency key
  p_fingerprint  bytea,
  p_result       text,
  p_ids          uuid[],
  p_types        varchar[],
  p_dotnet_types varchar[],
  p_data         jsonb[],
  p_hashes       text[]
) returns bigint[] language plpgsql as $$
declare
  v_count     constant int    := cardinality(p_ids);
  v_version   constant bigint := p_expected + v_count;
  v_positions bigint[]        := '{}';
  v_position  bigint;
begin
  -- The key comes first, so that a request sent twice hears "seen before" and not "conflict with yourself".
  -- While another transaction holds the same key we wait here for its outcome.
  if p_key is not null then
    insert into {schema}.tl_idempotency (actor, key, fingerprint, stream, version, result)
    values (p_actor, p_key, p_fingerprint, p_stream, v_version, p_result)
    on conflict do nothing;
    if not found then
      raise exception 'This idempotency key has been used.' using errcode = 'TL002';
    end if;
  end if;

  -- The stream's row is the lock of its writers: the second one waits, then sees the first one's version.
  if p_expected = 0 then
    insert into {schema}.mt_streams (id, version, "timestamp", created)
    values (p_stream, v_count, p_recorded, p_recorded)
    on conflict do nothing;
  else
    update {schema}.mt_streams set version = v_version, "timestamp" = p_recorded
    where id = p_stream and version = p_expected
      and is_archived is not true and (tenant_id <> '*DEFAULT*') is not true;
  end if;
  if not found then
    perform {schema}.tl_accepts(p_stream);
    raise exception 'The stream is not at the expected version.' using
      errcode = 'TL001',
      hint = coalesce((select version from {schema}.mt_streams where id = p_stream), 0)::text;
  end if;

  perform {schema}.tl_enter(p_recorded);

  for i in 1 .. v_count loop
    v_position := nextval('{schema}.mt_events_sequence');
    insert into {schema}.mt_events (
      seq_id, id, stream_id, version, data, type, "timestamp", mt_dotnet_type, correlation_id, causation_id, headers)
    values (
      v_position, p_ids[i], p_stream, p_expected + i, p_data[i], p_types[i],
      p_recorded + (i - 1) * interval '1 microsecond',
      p_dotnet_types[i], p_correlation, p_causation,
      jsonb_build_object('actor', p_actor, 'hash', p_hashes[i]));
    v_positions := v_positions || v_position;
  end loop;

  return v_positions;
end $$;
