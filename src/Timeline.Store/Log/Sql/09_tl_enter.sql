-- Every appender calls this before it takes a position (nextval), in the transaction that inserts the event.
--
--   TL003  p_recorded is more than 5 seconds from our clock   HINT: our clock, ISO 8601, UTC
--
-- The lock says to tl_horizon, until our commit is visible: a position or an instant of mine may still appear. The
-- clock is read under the lock, never before it: tl_horizon relies on that order.
create or replace function {schema}.tl_enter(p_recorded timestamptz) returns void language plpgsql as $$
declare
  v_clock timestamptz;
begin
  perform pg_advisory_xact_lock_shared({append_lock});
  v_clock := clock_timestamp();
  if p_recorded < v_clock - interval '5 seconds' or p_recorded > v_clock + interval '5 seconds' then
    raise exception 'The recorded time is more than 5 seconds from the server''s clock.' using
      errcode = 'TL003',
      hint = to_char(v_clock at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
  end if;
end $$;
