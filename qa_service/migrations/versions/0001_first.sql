-- Who and where -------------------------------------------------------------------------------------------------

create table team (
  id   bigint generated always as identity primary key,
  ref  text not null unique,
  name text
);

create table agent (
  id   bigint generated always as identity primary key,
  ref  text not null unique,
  kind text not null check (kind in ('human', 'bot')),
  name text
);

-- Effective-dated: an agent belongs to `team_id` from `day_from` on, until the next row; null is no team.
create table team_member (
  agent_id bigint not null references agent,
  day_from date not null,
  team_id  bigint references team,
  primary key (agent_id, day_from)
);

-- The team of an agent on a day: that of the latest row up to it.
create function team_on(agent bigint, on_day date) returns bigint language sql stable as $$
  select m.team_id from team_member m where m.agent_id = agent and m.day_from <= on_day order by m.day_from desc limit 1
$$;

-- `salt` derives the key of this customer's redaction hashes. Erasing the customer destroys it and the reference.
create table customer (
  id        bigint generated always as identity primary key,
  ref       text unique,
  salt      bytea,
  erased_at timestamptz
);

create table api_key (
  id         bigint generated always as identity primary key,
  name       text not null,
  role       text not null,
  digest     bytea not null unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz
);

-- What came in --------------------------------------------------------------------------------------------------

-- Identity is (source, ref): a partitioned table cannot hold it unique without its partition key.
create table interaction_key (
  source         text not null,
  ref            text not null,
  interaction_id uuid not null,
  primary key (source, ref)
);

create table interaction (
  id                uuid primary key,
  source            text not null,
  ref               text not null,
  version           integer not null default 1,
  content_hash      bytea not null,
  channel           text not null,
  language          text,
  language_detected boolean not null default false,
  started_at        timestamptz not null,
  day               date not null,
  hour              smallint not null,
  queue             text,
  reason            text,
  case_ref          text,
  agent_id          bigint references agent,
  customer_id       bigint references customer,
  -- interaction/v1 without its turns: events, known, outcome, extra, ...
  body              jsonb not null,
  received_at       timestamptz not null default now(),
  state             text not null check (state in ('received', 'transcribed', 'scored', 'failed')),
  attempts          smallint not null default 0,
  lease_until       timestamptz,
  leased_by         uuid,
  failure           text,
  scored_at         timestamptz
) partition by range (id);
create index interaction_due on interaction (state, id) where state in ('received', 'transcribed');
create index interaction_day on interaction (day, id);
create index interaction_agent_day on interaction (agent_id, day);
create index interaction_customer on interaction (customer_id, started_at);
create index interaction_case on interaction (case_ref) where case_ref is not null;

create table turn (
  interaction_id uuid not null,
  number         integer not null,
  speaker        text not null,
  agent_ref      text,
  text           text not null,
  start_s        double precision,
  end_s          double precision,
  words          jsonb,
  redactions     jsonb,
  primary key (interaction_id, number)
) partition by range (interaction_id);

create table recording (
  interaction_id uuid not null,
  party          text not null check (party in ('both', 'agent', 'customer')),
  path           text not null,
  size           bigint not null,  -- bytes
  sha256         bytea not null,
  primary key (interaction_id, party)
);

-- What may be played: recordings with every redacted passage silenced.
create table audio (
  interaction_id uuid not null,
  party          text not null check (party in ('both', 'agent', 'customer')),
  path           text not null,
  size           bigint not null,  -- bytes
  sha256         bytea not null,
  primary key (interaction_id, party)
);

create table outcome (
  interaction_id uuid primary key,
  csat           double precision,
  nps            double precision,
  resolved       boolean,
  spend          double precision,
  returned       boolean,
  updated_at     timestamptz not null default now()
);

-- What it was scored as -----------------------------------------------------------------------------------------

create table instrument (
  id         integer generated always as identity primary key,
  name       text not null unique,
  targets    jsonb not null,
  created_at timestamptz not null default now()
);

create table behaviour (
  id   smallint generated always as identity primary key,
  name text not null unique
);

-- The case mix: what an agent does not choose.
create table cell (
  id       integer generated always as identity primary key,
  -- the five below as one JSON array: equal cells have equal keys, nulls too
  key      text not null unique,
  reason   text,
  queue    text,
  channel  text,
  language text,
  hour     smallint
);

-- `leg` -1 is the whole interaction.
create table scorecard (
  interaction_id uuid not null,
  leg            smallint not null,
  instrument_id  integer not null references instrument,
  version        integer not null,
  agent_id       bigint references agent,
  turn_first     integer not null,
  turn_end       integer not null,
  behaviours     jsonb not null,
  scored_at      timestamptz not null default now(),
  primary key (interaction_id, leg, instrument_id)
) partition by range (interaction_id);

-- One behaviour of one agent in one contact: narrow, because every statistic is made of these. The team is that of
-- the day by team_member, looked up when the day is computed: it may be told late.
create table fact (
  interaction_id uuid not null,
  leg            smallint not null,
  instrument_id  integer not null,
  behaviour_id   smallint not null,
  agent_id       bigint,
  cell_id        integer not null,
  day            date not null,
  opportunities  smallint not null,
  met            smallint not null,
  score          double precision not null,
  primary key (interaction_id, leg, instrument_id, behaviour_id)
) partition by range (interaction_id);
create index fact_agent_day on fact (agent_id, day);

create table agent_day (
  agent_id         bigint not null,
  day              date not null,
  team_id          bigint,
  instrument_id    integer not null,
  behaviour_id     smallint not null,
  cell_id          integer not null,
  n                integer not null,
  total            double precision not null,
  square           double precision not null,
  cube             double precision not null,
  fourth           double precision not null,
  -- over the scores strictly inside (0, 1); `zeros` and `ones` count the others
  log_score        double precision not null,
  log_rest         double precision not null,
  zeros            integer not null,
  ones             integer not null,
  below            integer not null,
  opportunities    integer not null,
  met              integer not null,
  unique nulls not distinct (agent_id, day, team_id, instrument_id, behaviour_id, cell_id)
);
create index agent_day_period on agent_day (instrument_id, day);

create table dirty_agent_day (
  agent_id  bigint not null,
  day       date not null,
  marked_at timestamptz not null default now(),
  primary key (agent_id, day)
);

-- What follows from it ------------------------------------------------------------------------------------------

-- The standing result of a period, as `qa analyse` prints it.
create table analysis (
  id            bigint generated always as identity primary key,
  instrument_id integer not null references instrument,
  day_from      date not null,
  day_until     date not null,
  computed_at   timestamptz not null default now(),
  document      jsonb not null
);
create index analysis_latest on analysis (instrument_id, computed_at desc);

create table night (
  centre      text not null,
  day         date not null,
  state       text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
  attempts    smallint not null default 0,
  lease_until timestamptz,
  leased_by   uuid,
  left_over   jsonb,
  failure     text,
  created_at  timestamptz not null default now(),
  finished_at timestamptz,
  primary key (centre, day)
);

create table report (
  id            uuid primary key,
  team_id       bigint not null references team,
  day_from      date not null,
  day_until     date not null,
  state         text not null default 'waiting' check (state in ('waiting', 'done', 'failed')),
  attempts      smallint not null default 0,
  lease_until   timestamptz,
  leased_by     uuid,
  failure       text,
  instrument_id integer references instrument,
  document      jsonb,
  html          text,
  pdf           bytea,
  created_at    timestamptz not null default now(),
  finished_at   timestamptz,
  unique (team_id, day_from, day_until)
);

-- Partitions ----------------------------------------------------------------------------------------------------

-- The smallest UUIDv7 of a moment: its first 48 bits are milliseconds since 1970.
create function uuid7_floor(moment timestamptz) returns uuid language sql immutable as $$
  select (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid
$$;

-- Make the partitions of `moment`'s month where they are missing; what came in before any month stays in the default.
create function make_partitions(moment timestamptz) returns void language plpgsql as $$
declare
  parent text;
  month timestamptz := date_trunc('month', moment at time zone 'UTC') at time zone 'UTC';
  following timestamptz := (date_trunc('month', moment at time zone 'UTC') + interval '1 month') at time zone 'UTC';
  suffix text := to_char(moment at time zone 'UTC', 'YYYY_MM');
begin
  foreach parent in array array['interaction', 'turn', 'scorecard', 'fact'] loop
    if to_regclass(parent || '_' || suffix) is null then
      execute format('create table %I partition of %I for values from (%L) to (%L)',
                     parent || '_' || suffix, parent, uuid7_floor(month), uuid7_floor(following));
    end if;
  end loop;
end
$$;

create table interaction_other partition of interaction default;
create table turn_other partition of turn default;
create table scorecard_other partition of scorecard default;
create table fact_other partition of fact default;
select make_partitions(now());
select make_partitions(now() + interval '1 month');
