-- Erasure -------------------------------------------------------------------------------------------------------

alter table interaction drop constraint interaction_state_check;
alter table interaction add constraint interaction_state_check
  check (state in ('received', 'transcribed', 'scored', 'failed', 'erased'));

-- `digest` stands for the customer's reference: keyed, so that nobody reads it back, and the same after a restore.
create table erasure (
  id           uuid primary key,
  digest       bytea not null unique,
  customer_id  bigint references customer,
  requested_by text not null,
  requested_at timestamptz not null default now(),
  state        text not null default 'waiting' check (state in ('waiting', 'done', 'failed')),
  attempts     smallint not null default 0,
  lease_until  timestamptz,
  leased_by    uuid,
  failure      text,
  counts       jsonb not null default '{}',
  certificate  jsonb,
  finished_at  timestamptz
);
create index erasure_waiting on erasure (id) where state = 'waiting';

-- Contacts that were erased, by a keyed digest of (source, ref): the same file imported again brings none of them back.
create table erased_contact (
  digest         bytea primary key,
  interaction_id uuid not null
);

-- Files whose rows are gone: noted in the same transaction, unlinked after it, however often that is broken off.
create table unwanted_file (
  id     bigint generated always as identity primary key,
  folder text not null check (folder in ('spool', 'audio')),
  path   text not null
);

-- Retention -----------------------------------------------------------------------------------------------------

create table retention_run (
  id      bigint generated always as identity primary key,
  kind    text not null,
  through date not null,  -- what is older is gone
  removed jsonb not null,
  at      timestamptz not null default now()
);
create index retention_run_kind on retention_run (kind, id);
create index interaction_scored on interaction (scored_at) where scored_at is not null;

-- What is too old goes by retention alone, which says so for its own transaction.
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_setting('qa.retention', true) = 'audit' then
    return null;
  end if;
  raise exception 'rows of % are never changed', tg_table_name using errcode = 'insufficient_privilege';
end
$$;

-- Events and webhooks -------------------------------------------------------------------------------------------

-- The signing secret is derived from `salt` and the installation's key: it stands nowhere.
create table webhook (
  id         uuid primary key,
  url        text not null,
  events     text[] not null,
  salt       bytea not null,
  made_by    text not null,
  made_at    timestamptz not null default now(),
  ended_at   timestamptz,
  ended_by   text
);

create table event (
  id   uuid primary key,
  kind text not null,
  at   timestamptz not null default now(),
  data jsonb not null
);
create index event_at on event (at);

create table delivery (
  id          bigint generated always as identity primary key,
  event_id    uuid not null references event on delete cascade,
  webhook_id  uuid not null references webhook on delete cascade,
  state       text not null default 'waiting' check (state in ('waiting', 'sent', 'dead')),
  attempts    smallint not null default 0,
  due_at      timestamptz not null default now(),
  lease_until timestamptz,
  leased_by   uuid,
  status      smallint,  -- of the last answer
  failure     text,
  sent_at     timestamptz,
  unique (event_id, webhook_id)
);
create index delivery_due on delivery (due_at) where state = 'waiting';
create index delivery_webhook on delivery (webhook_id, state, id);

-- An event and its deliveries, in the transaction of what happened; nothing where nobody listens.
create function tell(kind text, data jsonb) returns void language plpgsql as $$
declare
  made uuid;
begin
  if not exists (select from webhook w where w.ended_at is null and tell.kind = any(w.events)) then
    return;
  end if;
  insert into event (id, kind, data) values (gen_random_uuid(), tell.kind, tell.data) returning id into made;
  insert into delivery (event_id, webhook_id)
  select made, w.id from webhook w where w.ended_at is null and tell.kind = any(w.events);
end
$$;

create function tell_of_interaction() returns trigger language plpgsql as $$
begin
  perform tell('interaction.' || new.state, jsonb_build_object('id', new.id, 'version', new.version));
  return null;
end
$$;
create trigger interaction_told after update of state on interaction for each row
  when (new.state in ('scored', 'failed') and old.state is distinct from new.state)
  execute function tell_of_interaction();
create trigger interaction_refused after insert on interaction for each row
  when (new.state = 'failed') execute function tell_of_interaction();

create function tell_of_night() returns trigger language plpgsql as $$
begin
  perform tell('night.done', jsonb_build_object('centre', new.centre, 'day', new.day, 'left_over', new.left_over));
  return null;
end
$$;
create trigger night_told after update of state on night for each row
  when (new.state = 'done' and old.state is distinct from new.state) execute function tell_of_night();

create function tell_of_report() returns trigger language plpgsql as $$
begin
  perform tell('report.done', jsonb_build_object('id', new.id, 'from', new.day_from, 'until', new.day_until));
  return null;
end
$$;
create trigger report_told after update of state on report for each row
  when (new.state = 'done' and old.state is distinct from new.state) execute function tell_of_report();

-- Alerts --------------------------------------------------------------------------------------------------------

create table alert_rule (
  id        uuid primary key,
  kind      text not null check (kind in ('signal', 'queue_age', 'failure_share')),
  behaviour text,      -- signal: of this one, or of any
  signals   text[],    -- signal: of these kinds, or of any
  over      double precision,  -- queue_age: seconds; failure_share: 0..1
  made_by   text not null,
  made_at   timestamptz not null default now(),
  ended_at  timestamptz,
  check ((kind = 'signal') = (over is null))
);

-- One thing that a rule found, from when it was found until it was no longer so.
create table alert (
  id        uuid primary key,
  rule_id   uuid not null references alert_rule,
  subject   text not null,
  agent_id  bigint references agent,
  data      jsonb not null,
  raised_at timestamptz not null default now(),
  ended_at  timestamptz
);
create unique index alert_standing on alert (rule_id, subject) where ended_at is null;

-- What is recovered from is found by the night; a row says that it was told of, once.
create table recovery_told (
  interaction_id uuid primary key,
  told_at        timestamptz not null default now()
);

-- Operation -----------------------------------------------------------------------------------------------------

-- Each worker says every few seconds that it lives; `speech` says what its recordings would be heard by.
create table worker_beat (
  name       text primary key,
  queue      text not null,
  started_at timestamptz not null,
  beat_at    timestamptz not null default now(),
  speech     text,
  ok         boolean not null default true
);

-- How long recordings took: audio and work in seconds.
create table transcription_run (
  interaction_id uuid primary key,
  at             timestamptz not null default now(),
  audio_s        double precision not null,
  took_s         double precision not null,
  engine         text not null
);
create index transcription_run_at on transcription_run (at);
