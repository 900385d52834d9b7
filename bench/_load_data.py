"""A synthetic city of any size, written straight into PostgreSQL: 示例数据."""

from __future__ import annotations

from django.db import connection

from daliang.base.tests.world import World, build_world
from daliang.ledger.search import INDEX_SQL, pairs_of

WORDS = (
    "集成电路", "生物医药", "高端装备", "新能源", "人工智能", "低空经济", "外贸订单", "规上工业",
)  # fmt: skip
STEPS = 6


def write_city(count: int) -> World:
    """Write the small world, then `count` commitments with their units, steps and traces."""
    world = build_world()
    units = [
        unit.pk
        for unit in (
            *(world.east, world.west, world.river, world.industry, world.commerce),
            *(world.housing, world.safety, world.development, world.company),
        )
    ]
    given = {
        "n": count,
        "units": units,
        "words": list(WORDS),
        "by": world.clerk.pk,
        "name": str(world.clerk),
        "steps": STEPS,
    }
    with connection.cursor() as cursor:
        for statement in _STATEMENTS:
            cursor.execute(statement, given)
    _index_words()
    return world


def _index_words() -> None:
    """Fill the words of the search as the actions do, then build the index once."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX commitment_words")
        cursor.execute("SELECT id, number, title, content FROM ledger_commitment")
        rows = [(row[0], pairs_of(*row[1:])) for row in cursor.fetchall()]
        cursor.execute(
            "UPDATE ledger_commitment AS c SET search_words = n.words "
            "FROM unnest(%s::bigint[], %s::text[]) AS n (id, words) WHERE c.id = n.id",
            [[row[0] for row in rows], [row[1] for row in rows]],
        )
        cursor.execute(INDEX_SQL)
        cursor.execute("VACUUM (FULL, ANALYZE) ledger_commitment")


# One row in six is a draft, submitted, issued, at work, reported done, closed.
_COMMITMENTS = """
INSERT INTO ledger_commitment (number, programme, category, title, content, goal, priority, state,
  lead_id, person, starts_on, due_kind, due_on, due_text, first_due_on, moves, returns, unit,
  progress, latest, problem, reported_on, light_tone, light_label, light_reason, issued_at,
  issued_by_id, closed_at, closed_by_id, created_at, created_by_id, version, is_synthetic,
  extra, search_words)
SELECT '2023-' || lpad(i::text, 6, '0'), 'tasks', '板块' || i %% 20,
  (%(words)s::text[])[1 + i %% 8] || '项目第' || lpad((i * 7919 %% 1000)::text, 3, '0') || '批推进'
    || i || '：完成' || i %% 97 || '家企业走访',
  '现场纾困，企业编号 E' || lpad(i::text, 6, '0') || '，' || repeat('逐项核对，按月报送。', 6),
  '', '1_normal',
  (ARRAY['drafted','submitted','issued','in_progress','reported_done','closed'])[1 + i %% 6],
  (%(units)s::bigint[])[1 + i %% 9], '', current_date - 200, 'date',
  current_date - 100 + i * 31 %% 400, '',
  current_date - 100 + i * 31 %% 400, (i %% 5 = 0)::int, (i %% 11 = 0)::int, '',
  i * 13 %% 100, '已开工' || i %% 9 || '个', '', current_date - i %% 40,
  CASE WHEN i %% 6 < 2 THEN '' ELSE (ARRAY['red','amber','blue','green'])[1 + i %% 4] END,
  '灯', '进度' || i * 13 %% 100 || '%%，序时应为60%%',
  CASE WHEN i %% 6 >= 2 THEN now() - interval '90 days' END,
  CASE WHEN i %% 6 >= 2 THEN %(by)s END,
  CASE WHEN i %% 6 = 5 THEN now() - interval '9 days' END,
  CASE WHEN i %% 6 = 5 THEN %(by)s END,
  now() - interval '100 days', %(by)s, 1, true, '{}'::jsonb, ''
FROM generate_series(1, %(n)s) AS i"""
_LEADS = """
INSERT INTO ledger_assignment (commitment_id, organisation_id, part)
SELECT id, lead_id, 'lead' FROM ledger_commitment"""
_SUPPORTS = """
INSERT INTO ledger_assignment (commitment_id, organisation_id, part)
SELECT id, (%(units)s::bigint[])[1 + (id + 1) %% 9], 'support' FROM ledger_commitment
WHERE (%(units)s::bigint[])[1 + (id + 1) %% 9] <> lead_id"""
_MILESTONES = """
INSERT INTO ledger_milestone (commitment_id, position, title, due_on, first_due_on, done_on, weight)
SELECT c.id, j, '第' || j || '步：完成阶段目标', c.due_on - 30 * (%(steps)s - j),
  c.due_on - 30 * (%(steps)s - j),
  CASE WHEN j <= c.progress / 20 THEN c.due_on - 30 * (%(steps)s - j) END, 1
FROM ledger_commitment AS c, generate_series(1, %(steps)s) AS j"""
_TRANSITIONS = """
INSERT INTO ledger_transition (commitment_id, verb, from_state, to_state, text, at, by_id)
SELECT c.id, v.verb, '', 'drafted', '', c.created_at + v.later, %(by)s
FROM ledger_commitment AS c,
  (VALUES ('create', interval '0'), ('submit', interval '1 hour')) AS v (verb, later)"""
_REVISIONS = """
INSERT INTO ledger_revision (commitment_id, at, by_name, verb, snapshot)
SELECT id, created_at, %(name)s, 'create', jsonb_build_object('number', number, 'title', title)
FROM ledger_commitment"""
_STATEMENTS = (_COMMITMENTS, _LEADS, _SUPPORTS, _MILESTONES, _TRANSITIONS, _REVISIONS, "ANALYZE")
