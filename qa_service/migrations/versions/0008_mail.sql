-- A report as it was composed, once a language; `report` holds it rendered in its main one.
alter table report add column language text not null default 'en';
create table report_text (
  report_id uuid not null references report on delete cascade,
  language  text not null,
  document  jsonb not null,
  primary key (report_id, language)
);

-- When a team's report is mailed, in the centre's time zone. Moments after `last_slot` are due; a new row begins now.
create table report_schedule (
  team_id   bigint primary key references team,
  weekday   smallint not null default 1 check (weekday between 1 and 7),  -- ISO: Monday is 1
  at        time not null default '07:00',
  active    boolean not null default true,
  last_slot timestamptz not null default now()
);

-- One mail of one report to one lead. It waits for the report, in the stricter modes for its release, and then for a
-- sender, who holds it by a lease; `failure` says why it was not delivered, or not yet.
create table mail (
  id          uuid primary key,
  report_id   uuid not null references report on delete cascade,
  person_id   bigint not null references person,
  recipient   text,  -- null: the lead has no address
  language    text not null,
  message_id  text not null,
  due_at      timestamptz not null,
  state       text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
  attempts    smallint not null default 0,
  lease_until timestamptz,
  leased_by   uuid,
  failure     text,
  created_at  timestamptz not null default now(),
  sent_at     timestamptz,
  unique (report_id, person_id)
);
create index mail_waiting on mail (lease_until) where state = 'waiting';
