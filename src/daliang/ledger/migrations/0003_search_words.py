"""Keep each commitment's pairs of signs for the search, and index them on PostgreSQL."""

from django.db import migrations, models

from daliang.ledger.search import INDEX_SQL, pairs_of


def fill(apps, schema_editor):
    Commitment = apps.get_model("ledger", "Commitment")
    rows = Commitment.objects.only("number", "title", "content").order_by("pk")
    changed = []
    for row in rows.iterator(chunk_size=1000):
        row.search_words = pairs_of(row.number, row.title, row.content)
        changed.append(row)
        if len(changed) == 1000:
            Commitment.objects.bulk_update(changed, ["search_words"])
            changed = []
    Commitment.objects.bulk_update(changed, ["search_words"])


def index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(INDEX_SQL)


def no_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS commitment_words")


class Migration(migrations.Migration):
    atomic = False  # PostgreSQL does not index a table that the same transaction filled

    dependencies = [("ledger", "0002_effect")]

    operations = [
        migrations.AddField(
            model_name="commitment",
            name="search_words",
            field=models.TextField(blank=True, default="", editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(index, no_index),
    ]
