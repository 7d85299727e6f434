"""What an earner can type or choose: a file to import, the end of a link, the items of a collection."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms

from skillmark.interfaces.pages.wallet_cards import card_of
from skillmark.lifecycle.holding.models import WalletItem

ENDS = {"7": "In a week", "30": "In a month", "365": "In a year", "": "Until I withdraw it"}


class ShareForm(forms.Form):
    ends = forms.ChoiceField(
        label="When should the link end?",
        choices=list(ENDS.items()),
        required=False,
        widget=forms.RadioSelect,
        initial="30",
    )

    def ends_at(self, *, now: datetime) -> datetime | None:
        days = self.cleaned_data["ends"]
        return now + timedelta(days=int(days)) if days else None


class CollectionForm(ShareForm):
    title = forms.CharField(label="Title", max_length=120, help_text="Shown to whoever opens the link.")
    items = forms.MultipleChoiceField(label="Credentials to show", widget=forms.CheckboxSelectMultiple)
    public = forms.BooleanField(
        label="This is my public profile",
        required=False,
        help_text="It carries your name. Otherwise only people with the link see it.",
    )

    field_order = ("title", "items", "ends", "public")

    def __init__(self, *args: Any, items: Sequence[WalletItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["items"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101
        field.choices = [(str(item.uid), _line(item)) for item in items]


def _line(item: WalletItem) -> str:
    """An item as one chooses it; a file from elsewhere with what its card says of it."""
    parts = [item.title, item.issuer_name]
    if item.imported is not None:
        card = card_of(item)
        parts += [card.state, card.label]
    return " · ".join(part for part in parts if part)
