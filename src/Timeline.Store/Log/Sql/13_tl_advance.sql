-- Moves a projector's checkpoint from p_from to p_to, or raises TL004 (HINT: where it is) so that the projector's
-- whole batch is rolled back. A second projector waits on the row here, before it has done any work.
--
-- The commit does not wait for the disk: should the server crash, the checkpoint and what was made up to it are lost together,
-- and the log, which is not, is read again from the checkpoint before.
create or replace function {schema}.tl_advance(p_name varchar, p_from bigint, p_to bigint)
returns void language plpgsql as $$
begin
  perform set_config('synchronous_commit', 'off', true);
  insert into {schema}.mt_event_progression (name, last_seq_id) values (p_name, 0) on conflict do nothing;
  update {schema}.mt_event_progression set last_seq_id = p_to, last_updated = transaction_timestamp()
  where name = p_name and last_seq_id = p_from;
  if not found then
    raise exception 'Another projector has moved this checkpoint.' using
      errcode = 'TL004',
      hint = coalesce((select last_seq_id from {schema}.mt_event_progression where name = p_name), 0)::text;
  end if;
end $$;
