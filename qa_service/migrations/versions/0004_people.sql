-- Somebody who works with the service. Who is an agent, too, is named by `agent_id`.
create table person (
  id         bigint generated always as identity primary key,
  ref        text not null unique,
  name       text,
  role       text not null check (role in
    ('admin', 'qa_lead', 'team_lead', 'agent', 'works_council', 'dpo', 'viewer', 'ingest')),
  email      text,
  language   text,  -- BCP 47
  timezone   text,  -- IANA
  subject    text unique,  -- as the identity provider's tokens name them
  agent_id   bigint unique references agent,
  active     boolean not null default true,
  created_at timestamptz not null default now(),
  check (role <> 'agent' or agent_id is not null)
);

alter table agent add column started_on date;

-- A team may have several leads, a person lead several teams; `day_until` is the first day that no longer counts.
create table team_lead (
  team_id   bigint not null references team,
  person_id bigint not null references person,
  day_from  date not null,
  day_until date,
  primary key (team_id, person_id, day_from),
  check (day_until > day_from)
);
create index team_lead_person on team_lead (person_id);

-- What was told by a person stands from its day on; what interactions tell of later days does not change it.
alter table team_member add column told boolean not null default false;
create index team_member_team on team_member (team_id, day_from);

alter table api_key
  add column person_id bigint references person,
  add column agent_id  bigint references agent,
  add column teams     bigint[],  -- null: not limited to teams
  add column made_by   text;

-- Who may be named: whether (everyone, own agent, teams) reaches this agent in what happened on this day.
create function reaches(everyone boolean, own bigint, teams bigint[], agent bigint, on_day date) returns boolean
language sql stable as $$
  select everyone or coalesce(agent = own, false) or coalesce(team_on(agent, on_day) = any(teams), false)
$$;

-- In the stricter modes nothing that names an agent leaves before a person has confirmed it.
create table release (
  id          bigint generated always as identity primary key,
  kind        text not null check (kind in ('agent', 'report')),
  agent_id    bigint references agent,
  report_id   uuid,
  reason      text not null,
  released_by text not null,
  released_at timestamptz not null default now(),
  ended_by    text,
  ended_at    timestamptz,
  check ((kind = 'agent') = (agent_id is not null) and (kind = 'report') = (report_id is not null))
);
create unique index release_agent on release (agent_id) where ended_at is null and kind = 'agent';
create unique index release_report on release (report_id) where ended_at is null and kind = 'report';

-- Who looked at whom, and every change. Rows are added and never altered.
create table audit (
  id             bigint generated always as identity primary key,
  at             timestamptz not null default now(),
  who            text not null,
  role           text not null,
  key_id         bigint,
  kind           text not null check (kind in ('look', 'change')),
  method         text not null,
  route          text not null,  -- the route's template
  path           text not null,
  status         smallint not null,
  what           text,  -- transcript, scorecards, audio, variability, ...
  agents         text[] not null default '{}',  -- whom it was about
  interaction_id uuid
);
create index audit_at on audit (at);
create index audit_who on audit (who, id);
create index audit_agents on audit using gin (agents);
create index audit_interaction on audit (interaction_id) where interaction_id is not null;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed', tg_table_name using errcode = 'insufficient_privilege';
end
$$;
create trigger audit_stands before update or delete or truncate on audit
  for each statement execute function refuse_change();
