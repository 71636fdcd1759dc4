-- How many requests a caller has left, for all processes that serve: the digest of a key, or an address that keys which
-- are not valid came from. Unlogged, because it is worth nothing after a crash; a row goes minutes after its last request.
create unlogged table allowance (
  caller    text primary key,
  remaining double precision not null,
  granted   integer not null,  -- how many of them whoever asked last was given
  at        timestamptz not null
);
