-- What was drawn to be read by people. The same seed and filters over the same contacts draw the same.
create table review_sample (
  id         uuid primary key,
  kind       text not null check (kind in ('random', 'uncertainty', 'rule')),
  behaviour  text,
  seed       text not null,
  filters    jsonb not null,
  wanted     integer not null check (wanted > 0),
  readers    smallint not null check (readers > 0),
  population integer not null,  -- contacts that fitted when it was drawn
  drawn_by   text not null,
  drawn_at   timestamptz not null default now(),
  closed_at  timestamptz,
  check (kind <> 'uncertainty' or behaviour is not null)
);

-- One contact of a sample. `inclusion`: the probability with which it was drawn, null where it was chosen by a score.
create table review_place (
  sample_id      uuid not null references review_sample,
  position       integer not null,
  interaction_id uuid not null,
  version        integer not null,
  inclusion      double precision check (inclusion > 0 and inclusion <= 1),
  primary key (sample_id, position),
  unique (sample_id, interaction_id)
);
create index review_place_interaction on review_place (interaction_id);

-- One person's scorecard of one version of an interaction. `assisted`: the reader saw other answers first.
create table review (
  id             uuid primary key,
  interaction_id uuid not null,
  version        integer not null,
  sample_id      uuid references review_sample,
  reader         text not null,
  assisted       boolean not null default false,
  opened_at      timestamptz not null default now(),
  submitted_at   timestamptz,
  comment        text,
  unique (interaction_id, version, reader)
);
create index review_sample_of on review (sample_id, interaction_id);
create index review_reader on review (reader, id);
create index review_submitted on review (submitted_at) where submitted_at is not null;

-- What a review says of one behaviour: of a leg, or of the whole interaction where `leg` is -1; a null score is N/A.
-- `judgements`: [{"turn", "grade", "comment"}].
create table review_score (
  review_id  uuid not null references review on delete cascade,
  leg        smallint not null,
  behaviour  text not null,
  score      double precision check (score >= 0 and score <= 1),
  judgements jsonb not null default '[]',
  comment    text,
  primary key (review_id, behaviour, leg)
);

-- Who has seen the answers of the machine or of another reader: a later review of theirs is assisted.
create table answers_seen (
  interaction_id uuid not null,
  reader         text not null,
  seen_at        timestamptz not null default now(),
  primary key (interaction_id, reader)
);
