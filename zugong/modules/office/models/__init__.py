"""The records of the office: one-off forms, who is asked to fill them in, and what comes back."""

from zugong.modules.office.models.catalogue import CatalogueEntry
from zugong.modules.office.models.collecting import FormColumn, FormReturn, OneOffForm, RecipientSet

__all__ = ["CatalogueEntry", "FormColumn", "FormReturn", "OneOffForm", "RecipientSet"]
