-- Appeals -------------------------------------------------------------------------------------------------------

-- An agent, or somebody for them, contests one behaviour's score of one leg, or the judgement at one turn of it.
create table appeal (
  id             uuid primary key,
  interaction_id uuid not null,
  version        integer not null,
  leg            smallint not null,
  behaviour_id   smallint not null references behaviour,
  turn           integer,
  agent_id       bigint not null references agent,
  instrument_id  integer not null references instrument,
  indicators     text[] not null,  -- that made the contested judgements
  score          double precision not null,  -- as the machine gave it
  reason         text not null,
  made_by        text not null,
  represented    boolean not null,
  made_at        timestamptz not null default now(),
  decide_by      timestamptz not null,
  state          text not null default 'open'
    check (state in ('open', 'upheld', 'overturned', 'withdrawn', 'superseded')),
  decided_by     text,
  decided_at     timestamptz,
  decision       text,  -- the reason
  decided_score  double precision check (decided_score >= 0 and decided_score <= 1),  -- null: no opportunity
  check ((state = 'open') = (decided_at is null))
);
create unique index appeal_once on appeal (interaction_id, version, leg, behaviour_id)
  where state in ('open', 'upheld', 'overturned');
create index appeal_open on appeal (decide_by) where state = 'open';
create index appeal_agent on appeal (agent_id, id);

-- What counts in place of a machine's score of one behaviour of one leg. A null score: nothing counts, because an
-- appeal waits for its decision or found that there was no opportunity.
create table ruling (
  interaction_id uuid not null,
  leg            smallint not null,
  behaviour_id   smallint not null,
  appeal_id      uuid not null references appeal,
  score          double precision,
  opportunities  smallint,
  met            smallint,
  primary key (interaction_id, leg, behaviour_id)
);

-- Coaching ------------------------------------------------------------------------------------------------------

create table coaching_session (
  id              uuid primary key,
  agent_id        bigint not null references agent,
  behaviour       text not null,
  held_on         date not null,
  led_by          text not null,
  moments         jsonb not null,  -- [{"interaction", "turn", "note"}]
  action          text not null,
  due_on          date,
  made_at         timestamptz not null default now(),
  acknowledged_by text,
  acknowledged_at timestamptz,
  answer          text,
  done_by         text,
  done_at         timestamptz
);
create index coaching_session_agent on coaching_session (agent_id, id);

-- Forms ---------------------------------------------------------------------------------------------------------

create table form (
  name     text not null,
  revision integer not null,
  body     jsonb not null,
  made_by  text not null,
  made_at  timestamptz not null default now(),
  primary key (name, revision)
);

-- Recovery ------------------------------------------------------------------------------------------------------

create table recovered (
  interaction_id uuid primary key,
  recovered_by   text not null,
  recovered_at   timestamptz not null default now(),
  note           text
);

-- Search --------------------------------------------------------------------------------------------------------

-- Text as it is looked for: one form per letter, no marks that are not written consistently, punctuation as spaces,
-- and each character of a script without spaces (Chinese, kana) as a word, so that a phrase is words in a row. ASCII
-- needs only the signs as spaces that would make one word of several.
create function searchable(said text) returns text language sql immutable parallel safe as $$
  select case when octet_length(said) = length(said) then
    replace(replace(replace(replace(replace(replace(replace(replace(replace(
      said, '-', ' '), '.', ' '), '/', ' '), '@', ' '), '_', ' '), '<', ' '), '>', ' '), '&', ' '), '+', ' ')
  else regexp_replace(
    regexp_replace(
      translate(
        regexp_replace(normalize(said, NFKC),
          '[\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]', '', 'g'),
        'أإآٱىة', 'اااايه'),
      '[!-/:-@\[-`{-~\u00a1\u00ab\u00b7\u00bb\u00bf\u060c\u061b\u061f\u066a-\u066d\u06d4\u2010-\u205e\u3000-\u303f\ufe10-\ufe6f]',
      ' ', 'g'),
    '([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])', ' \1 ', 'g')
  end
$$;

-- The words of an interaction, without their places: they find it, its turns then say where. An index over each turn
-- would cost an import three times as much.
create table said (
  interaction_id uuid primary key,
  words          tsvector not null
) partition by range (interaction_id);
create index said_words on said using gin (words);

create or replace function make_partitions(moment timestamptz) returns void language plpgsql as $$
declare
  parent text;
  month timestamptz := date_trunc('month', moment at time zone 'UTC') at time zone 'UTC';
  following timestamptz := (date_trunc('month', moment at time zone 'UTC') + interval '1 month') at time zone 'UTC';
  suffix text := to_char(moment at time zone 'UTC', 'YYYY_MM');
begin
  foreach parent in array array['interaction', 'turn', 'scorecard', 'fact', 'said'] loop
    if to_regclass(parent || '_' || suffix) is null then
      execute format('create table %I partition of %I for values from (%L) to (%L)',
                     parent || '_' || suffix, parent, uuid7_floor(month), uuid7_floor(following));
    end if;
  end loop;
end
$$;
create table said_other partition of said default;
select make_partitions(now());
select make_partitions(now() + interval '1 month');

-- The largest contacts only by their beginning: a tsvector holds a megabyte.
create function words_of(texts text) returns tsvector language sql immutable parallel safe as $$
  select strip(to_tsvector('simple', searchable(left(texts, 150000))))
$$;
insert into said (interaction_id, words)
select interaction_id, words_of(string_agg(text, ' ' order by number)) from turn group by interaction_id;
