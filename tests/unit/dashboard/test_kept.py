"""What is kept is made once, or again when it is old; and never more of it than fits."""

import time

from qa_service.dashboard import kept


async def test_what_a_key_names_is_made_once():
    cache, made = {}, []

    async def make():
        made.append(len(made))
        return made[-1]

    assert [await kept.once(cache, key, make) for key in ("a", "a", "b", "a")] == [0, 0, 1, 0]


async def test_what_is_old_is_made_anew(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(kept, "monotonic", lambda: clock[0])
    cache, made = {}, []

    async def make():
        clock[0] += 2.0
        made.append(clock[0])
        return made[-1]

    assert await kept.a_while(cache, "a", make) == 102.0
    clock[0] = 121.9
    assert await kept.a_while(cache, "a", make) == 102.0
    clock[0] = 122.0
    assert await kept.a_while(cache, "a", make) == 124.0


async def test_it_never_holds_more_than_it_may():
    cache: dict[object, object] = {}
    for key in range(3 * kept.MOST):
        kept.put(cache, key, time.time())
        assert len(cache) <= kept.MOST
    assert 3 * kept.MOST - 1 in cache
