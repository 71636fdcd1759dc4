"""SQL that makes many contacts of a few scored ones: what the pipeline would have written, without its work.

`plan` says how many of what. A contact's number says all else: its day, the template that it is a copy of, whose clones
took part, its id. Ids are UUIDv7 of the moment at which it came in, so partitions fill as they would.
"""

PLAN = """create table bench.plan as select $1::date as first_day, $2::integer as days, $3::bigint as cards,
  $4::bigint as clones, $5::bigint as teams, $3::bigint / 3 + 1 as customers"""

OF_TEMPLATE = "(select id as interaction_id, place from bench.template) t using (interaction_id)"
TEMPLATES = (
    """create table bench.template as
       select row_number() over (order by id) - 1 as place, i.*,
         extract(hour from started_at) as at_hour
       from interaction i where state = 'scored'""",
    "create unique index on bench.template (place)",
    "create unique index on bench.template (id)",
    *(
        statement
        for table in ("fact", "scorecard", "outcome", "turn", "said", "first_contact", "later_contact")
        for statement in (
            f"create table bench.{table} as select * from {table} join {OF_TEMPLATE}",  # noqa: S608 - our own names
            f"create index on bench.{table} (place)",
        )
    ),
    "alter table bench.plan add column places bigint",
    "update bench.plan set places = (select count(*) from bench.template)",
    """create function bench.moment_of(n bigint, at_hour numeric) returns timestamptz language sql stable as $$
         select (p.first_day + (n * p.days / p.cards)::integer)::timestamp at time zone 'UTC'
           + at_hour * interval '1 hour' + (n * 37 % 3600) * interval '1 second' from bench.plan p
       $$""",
    """create function bench.id_of(n bigint, moment timestamptz) returns uuid language sql stable as $$
         select (lpad(to_hex((extract(epoch from moment) * 1000)::bigint + 600000), 12, '0') || '7'
           || lpad(to_hex(n % 4096), 3, '0') || '8' || lpad(to_hex(n), 15, '0'))::uuid
       $$""",
)

PEOPLE = (
    """insert into agent (ref, kind, started_on)
       select a.ref || '-' || n, a.kind, p.first_day - 100 from agent a, bench.plan p, generate_series(0, p.clones - 1) n""",
    """create table bench.clone as
       select a.id as agent_id, n as number, c.id, c.ref
       from agent a, bench.plan p, generate_series(0, p.clones - 1) n, agent c where c.ref = a.ref || '-' || n""",
    "create unique index on bench.clone (agent_id, number)",
    "create index on bench.clone (id)",
    "insert into team (ref) select t.ref || '-' || n from team t, bench.plan p, generate_series(0, p.teams - 1) n",
    # A tenth of them change their team halfway.
    """insert into team_member (agent_id, team_id, day_from)
       select c.id, to_team.id, day from bench.clone c cross join bench.plan p
       cross join lateral (values (p.first_day, 0), (p.first_day + p.days / 2, 1)) v(day, later)
       cross join lateral (select t.ref from team_member m join team t on t.id = m.team_id
                           where m.agent_id = c.agent_id order by m.day_from limit 1) was
       join team to_team on to_team.ref = was.ref || '-' || (c.number + v.later) % p.teams
       where v.later = 0 or c.id % 10 = 0""",
    """insert into customer (ref, salt)
       select 'customer-' || n, decode(md5(n::text) || md5(n::text), 'hex') from bench.plan, generate_series(1, customers) n""",
    "alter table bench.plan add column customer_first bigint",
    "update bench.plan set customer_first = (select id from customer where ref = 'customer-1')",
)

COPIED = """create temp table copied as
  select n, t.place, bench.id_of(n, m.at) as id, m.at, (m.at at time zone 'UTC')::date as day,
    (n / p.places * 31 + n * 17) % p.clones as number, n / p.places as round
  from bench.plan p cross join lateral generate_series(div(p.cards * $1::bigint + p.days - 1, p.days)::bigint,
                                                 div(p.cards * ($1 + 1) + p.days - 1, p.days)::bigint - 1) n
  join bench.template t on t.place = n % p.places
  cross join lateral (select bench.moment_of(n, t.at_hour) as at) m order by id"""
"""Everything that came in on one day, $1 of them after the first."""

ROWS = (
    """insert into interaction (id, source, ref, version, content_hash, channel, language, language_detected, started_at,
         day, hour, queue, reason, case_ref, agent_id, customer_id, body, received_at, state, scored_at, heard)
       select c.id, 'copies', t.ref || '-' || c.n, 1, t.content_hash, t.channel, t.language, t.language_detected, c.at,
         c.day, t.hour, t.queue, t.reason, t.case_ref || '-' || c.round, a.id,
         p.customer_first + c.n * 7919 % p.customers, t.body, c.at + interval '10 minutes', 'scored',
         c.at + interval '20 minutes', t.heard
       from copied c join bench.template t on t.place = c.place cross join bench.plan p
       left join bench.clone a on a.agent_id = t.agent_id and a.number = c.number order by c.id""",
    """insert into interaction_key (source, ref, interaction_id)
       select 'copies', t.ref || '-' || c.n, c.id from copied c join bench.template t on t.place = c.place""",
    """insert into scorecard (interaction_id, leg, instrument_id, version, agent_id, turn_first, turn_end, behaviours,
         scored_at)
       select c.id, s.leg, s.instrument_id, 1, a.id, s.turn_first, s.turn_end, s.behaviours, c.at + interval '20 minutes'
       from copied c join bench.scorecard s on s.place = c.place
       left join bench.clone a on a.agent_id = s.agent_id and a.number = c.number order by c.id, s.leg""",
    """insert into fact (interaction_id, leg, instrument_id, behaviour_id, agent_id, cell_id, day, opportunities, met,
         score)
       select c.id, f.leg, f.instrument_id, f.behaviour_id, a.id, f.cell_id, c.day, f.opportunities, f.met, f.score
       from copied c join bench.fact f on f.place = c.place
       left join bench.clone a on a.agent_id = f.agent_id and a.number = c.number order by c.id""",
    """insert into outcome (interaction_id, csat, nps, resolved, spend, returned)
       select c.id, o.csat, o.nps, o.resolved, o.spend, o.returned
       from copied c join bench.outcome o on o.place = c.place""",
    # What the customer came back with is that of the template: only whether and when it was is read.
    """insert into first_contact (interaction_id, ended_at, window_days, back_id, back_at, cause, agents, shares)
       select c.id, c.at + (f.ended_at - t.started_at), f.window_days, f.back_id, c.at + (f.back_at - t.started_at),
         f.cause, array(select a.id from unnest(f.agents) with ordinality u(agent, nth)
                        join bench.clone a on a.agent_id = u.agent and a.number = c.number order by nth), f.shares
       from copied c join bench.first_contact f on f.place = c.place
       join bench.template t on t.place = c.place""",
    """insert into later_contact (interaction_id, first_id, known, again)
       select c.id, l.first_id, l.known, l.again from copied c join bench.later_contact l on l.place = c.place""",
)
WORDS = (
    """insert into turn (interaction_id, number, speaker, agent_ref, text, start_s, end_s, words, redactions)
       select c.id, u.number, u.speaker, a.ref, u.text, u.start_s, u.end_s, u.words, u.redactions
       from copied c join bench.turn u on u.place = c.place
       left join agent g on g.ref = u.agent_ref
       left join bench.clone a on a.agent_id = g.id and a.number = c.number order by c.id, u.number""",
    """insert into said (interaction_id, words)
       select c.id, s.words from copied c join bench.said s on s.place = c.place order by c.id""",
)
DAYS_OF_AGENTS = """select distinct a.id, c.day from copied c join bench.fact f on f.place = c.place
  join bench.clone a on a.agent_id = f.agent_id and a.number = c.number"""
LOG = """insert into audit (at, who, role, kind, method, route, path, status, what, agents)
  select p.first_day + n * interval '400 days' / (p.cards / 10), 'lead-' || n % 60, 'team_lead', 'look', 'GET',
    '/v1/agents/{agent}/variability', '/v1/agents/x/variability', 200, 'variability', array['ag-0' || n % 9 || '-' || n % 56]
  from bench.plan p, generate_series(1, p.cards / 10) n"""
