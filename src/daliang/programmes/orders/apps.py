"""Orders and markets: who sells, who buys, where they meet, what came of it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    """The application `orders`."""

    name = "daliang.programmes.orders"
    label = "orders"
    verbose_name = _("抢订单拓市场")

    def ready(self) -> None:
        """Declare the programme, the card's section and the table."""
        from daliang.ledger.programme import register  # models exist only from here on
        from daliang.parties.cards import register_section
        from daliang.parties.table_in import register_table
        from daliang.programmes.orders.programme import ORDERS
        from daliang.programmes.orders.sections import for_office
        from daliang.programmes.orders.tables import TABLE

        register(ORDERS)
        register_section("orders", for_office, position=40)
        register_table(TABLE)
