-- Raises why a stream takes no event of ours, where it does not; for a caller who holds the stream's row.
--
--   MT001  the stream is archived: as Marten says it
--   TL006  it belongs to another tenant of the database
create or replace function {schema}.tl_accepts(p_stream varchar) returns void language plpgsql as $$
declare
  v_stream {schema}.mt_streams;
begin
  select * into v_stream from {schema}.mt_streams where id = p_stream;
  if v_stream.is_archived then
    raise exception 'The stream is archived.' using errcode = 'MT001';
  end if;
  if v_stream.tenant_id <> '*DEFAULT*' then
    raise exception 'The stream belongs to another tenant.' using errcode = 'TL006';
  end if;
end $$;
