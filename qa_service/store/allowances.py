"""How many requests each caller has left, shared by all processes that serve: a bucket that fills evenly."""

from msgspec import Struct

from qa_service.store.database import Command, Query


class Granted(Struct, frozen=True):
    """`granted` tokens were taken, `remaining` are left."""

    granted: int
    remaining: float


# What is in the bucket by now; $2 fit into it and come in a minute.
_FILLED = "least($2::double precision, a.remaining + greatest(0, extract(epoch from now() - a.at)) * $2 / 60)"
# As many as there are, up to $3.
_TAKEN = f"least($3::integer, floor({_FILLED}))"
TAKE = Query(
    Granted,
    f"""insert into allowance as a (caller, remaining, granted, at)
        values ($1, $2::double precision - $3::integer, $3::integer, now())
        on conflict (caller) do update set remaining = {_FILLED} - {_TAKEN}, granted = {_TAKEN},
          at = greatest(a.at, now())
        returning granted, remaining""",  # noqa: S608 - our own text
)
REMAINING = Command(f"select {_FILLED} from allowance a where caller = $1")  # noqa: S608 - our own text
# By then a bucket is full again, which is what it means to have none.
FORGET = Command("delete from allowance where at < now() - interval '2 minutes'")
