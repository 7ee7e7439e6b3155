-- Notes how far the log reaches, then who is still writing. Once every noted writer has ended, no event at or below
-- `position`, and none recorded at or before `instant`, can appear any more.
--
-- Why that is so. The statements below run strictly in this order, and PostgreSQL releases a transaction's locks
-- only after its commit has become visible to new snapshots.
-- * Position: whoever was given a number <= `position` took its lock before that number, thus before we read the
--   sequence.
--   When we then list the writers, it is either among them, or it has ended, and its events are visible (or rolled back).
-- * Instant: an appender missing from the list either has ended, and its events are visible, or takes its lock after we
--   looked. tl_enter reads the clock under that lock, so it reads later than `v_clock`, and it refuses a recorded time more
--   than 5 seconds behind. What it stores is therefore later than `instant`.
-- The other order (writers first) would be wrong: an appender could take its number between the two looks, and
-- escape both.
create or replace function {schema}.tl_horizon(
  out "position" bigint,
  out instant timestamptz,
  out writers text[]
) language plpgsql volatile as $$
declare
  v_clock timestamptz;
begin
  -- A standby shows neither the writers' locks nor the true end of the sequence.
  if pg_is_in_recovery() then
    raise exception 'Only the primary server knows which events are settled.' using errcode = '25006';
  end if;

  select case when is_called then last_value else last_value - 1 end into "position" from {schema}.mt_events_sequence;
  v_clock := clock_timestamp();
  instant := v_clock - interval '5 seconds 1 microsecond';
  writers := {schema}.tl_writers();
end $$;
