-- A learned scorer that was promoted. It serves until it is retired; what it was stays.
create table model (
  id          bigint generated always as identity primary key,
  behaviour   text not null,
  hash        text not null,  -- as instruments name it
  bytes       bytea not null,
  about       jsonb not null,
  data_hash   text not null,  -- SHA-256 of the reviews that it was learned from
  figures     jsonb not null,
  learned_at  timestamptz not null,
  promoted_at timestamptz not null default now(),
  promoted_by text not null,
  retired_at  timestamptz,
  retired_by  text,
  reason      text,
  check ((retired_at is null) = (reason is null))
);
create unique index model_serving on model (behaviour) where retired_at is null;

-- Interactions that keep the scorecards of every instrument they were scored under, drawn at random before a
-- rescoring. `overall`: drawn from all of them; the others were added because they show a behaviour that is rare.
create table bridge (
  interaction_id uuid primary key,
  overall        boolean not null,
  drawn_at       timestamptz not null default now()
);
