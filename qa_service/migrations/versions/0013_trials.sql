-- One benchmark on trial: somebody asks, a worker tries it on the latest contacts, a page looks on. Rows live an hour.
create table benchmark_trial (
  id          uuid primary key,
  asked_by    text not null,
  asked_at    timestamptz not null default now(),
  benchmark   text,      -- one of the library in use
  source      text,      -- or a text in TOML
  language    text,      -- of the contacts; null: any
  most        integer not null check (most between 1 and 1000),
  state       text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  tried       integer not null default 0,
  total       integer not null default 0,
  result      jsonb,     -- holds words of contacts: an erasure takes every row away
  failure     text,
  attempts    smallint not null default 0,
  lease_until timestamptz,
  leased_by   uuid,
  finished_at timestamptz,
  check ((benchmark is null) <> (source is null))
);
create index benchmark_trial_open on benchmark_trial (asked_at) where state in ('waiting', 'running');
