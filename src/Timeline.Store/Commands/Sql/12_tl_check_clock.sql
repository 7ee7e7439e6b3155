-- Refuses what is recorded at another time than our clock shows, so that a node whose clock is wrong cannot drag a story into
-- the future.
--
--   TL003  the recorded time is more than 5 seconds from our clock   HINT: our clock, ISO 8601, UTC
create or replace function {schema}.tl_check_clock(p_first timestamptz, p_last timestamptz) returns void language plpgsql as $$
declare
  v_clock constant timestamptz := clock_timestamp();
begin
  if p_first < v_clock - interval '5 seconds' or p_last > v_clock + interval '5 seconds' then
    raise exception 'The recorded time is more than 5 seconds from the server''s clock.' using
      errcode = 'TL003',
      hint = to_char(v_clock at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
  end if;
end $$;
