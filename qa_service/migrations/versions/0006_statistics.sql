-- The days that an agent's signals on a behaviour are held against; they follow from agent_day and stay once there.
create table signal_base (
  instrument_id integer not null,
  agent_id      bigint not null,
  behaviour_id  smallint not null,
  day_from      date not null,
  day_until     date not null,
  primary key (instrument_id, agent_id, behaviour_id)
);

-- Mean confidence of a call's words, 0..1; null where there are none.
alter table interaction add column heard real;

-- How many days a customer of a reason has to come back in, where it is not the default.
create table reason_window (
  reason text primary key,
  days   double precision not null check (days > 0 and days <= 365)
);

-- The first contact of each case and the contact that failed it, if any. `cause`: who made the return necessary, as far
-- as this contact tells. The two arrays are its agents and their shares.
create table first_contact (
  interaction_id uuid primary key,
  ended_at       timestamptz not null,
  window_days    double precision not null,
  back_id        uuid,
  back_at        timestamptz,
  cause          text not null check (cause in ('agent', 'process', 'customer', 'system', 'unknown')),
  agents         bigint[] not null,
  shares         double precision[] not null
);

-- A later contact of a case whose earlier contacts hold data that could be given again: how many, and which were:
-- [{"type", "turn", "earlier", "earlier_turn", "cause"}].
create table later_contact (
  interaction_id uuid primary key,
  first_id       uuid not null,
  known          integer not null check (known > 0),
  again          jsonb not null
);

-- Contacts whose cases must be strung anew, with the customer and the case they had. Only added to and taken from, so
-- that writers never wait for each other.
create table dirty_case (
  id             bigint generated always as identity primary key,
  interaction_id uuid not null,
  customer_id    bigint,
  case_ref       text
);

create function mark_case() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    insert into dirty_case (interaction_id, customer_id, case_ref) values (old.id, old.customer_id, old.case_ref);
  end if;
  if tg_op <> 'DELETE' and (new.customer_id is not null or new.case_ref is not null) then
    insert into dirty_case (interaction_id, customer_id, case_ref) values (new.id, new.customer_id, new.case_ref);
  end if;
  return null;
end
$$;
create trigger interaction_came after insert or delete on interaction for each row execute function mark_case();
create trigger interaction_changed
  after update of customer_id, case_ref, reason, started_at, agent_id, body on interaction for each row
  when (row(old.customer_id, old.case_ref, old.reason, old.started_at, old.agent_id, old.body)
        is distinct from row(new.customer_id, new.case_ref, new.reason, new.started_at, new.agent_id, new.body))
  execute function mark_case();

-- Who answers for a contact follows from its scorecard.
create function mark_case_of_card() returns trigger language plpgsql as $$
declare
  card uuid := case when tg_op = 'DELETE' then old.interaction_id else new.interaction_id end;
begin
  insert into dirty_case (interaction_id, customer_id, case_ref)
  select i.id, i.customer_id, i.case_ref from interaction i
  where i.id = card and (i.customer_id is not null or i.case_ref is not null);
  return null;
end
$$;
create trigger scorecard_written after insert or update on scorecard for each row
  when (new.leg = -1) execute function mark_case_of_card();
create trigger scorecard_gone after delete on scorecard for each row
  when (old.leg = -1) execute function mark_case_of_card();

insert into dirty_case (interaction_id, customer_id, case_ref)
select id, customer_id, case_ref from interaction where customer_id is not null or case_ref is not null;
