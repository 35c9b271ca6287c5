"""材料: what has to be attached to an application, by its kind and by what it changes (F11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Q, TextChoices

from core.models import Attachment, ImportRun
from households.columns import changed_columns
from households.models import Application
from households.models.choices import Category

Case = Application.Case


class Document(TextChoices):
    ID_CARD = "id_card", "户主身份证"
    HOUSE_PROOF = "house_proof", "住房证明（房产证或村委会证明）"
    WILLINGNESS = "willingness", "农户意愿确认书"
    WITHDRAWAL = "withdrawal", "放弃改造声明"
    SUPPLIER_LETTER = "supplier_letter", "供气企业确认函"
    CHANGE_PROOF = "change_proof", "变更证明"
    SPLIT_PROOF = "split_proof", "分户证明"
    MERGE_PROOF = "merge_proof", "并户证明"
    CANCEL_PROOF = "cancel_proof", "销户证明"
    DEVICE_PHOTO = "device_photo", "设备铭牌照片"
    SITE_PHOTO = "site_photo", "现场照片"
    STAMPED_SUMMARY = "stamped_summary", "盖章的汇总表"
    OTHER = "other", "其他材料"


# What says nothing of a person; every other document has a name, a number or a signature on it.
IMPERSONAL = frozenset({Document.SUPPLIER_LETTER, Document.DEVICE_PHOTO, Document.SITE_PHOTO})
AT_SUBMISSION: dict[str, tuple[Document, ...]] = {
    Case.ADD: (Document.ID_CARD, Document.HOUSE_PROOF, Document.WILLINGNESS),
    Case.CHANGE: (),
    Case.CANCEL: (Document.CANCEL_PROOF,),
    Case.CONVERT: (Document.WILLINGNESS, Document.DEVICE_PHOTO),
    Case.UPGRADE: (Document.WILLINGNESS, Document.DEVICE_PHOTO),
    Case.PLAN_ADD: (Document.ID_CARD, Document.HOUSE_PROOF, Document.WILLINGNESS),
    Case.PLAN_UPGRADE: (Document.WILLINGNESS,),
    Case.SPLIT: (Document.ID_CARD, Document.SPLIT_PROOF),
    Case.MERGE: (Document.MERGE_PROOF,),
}
# A 变更 of one of these has to be proved; a new phone number is taken on the householder's word.
PROVED = ("name", "id_number", "address", "bank_account", "account_name", "gas_meter_number", "moved_to")
# What can only be known at the house is photographed there.
SEEN_ON_SITE = (
    "address",
    "heated_area",
    "house_use",
    "user_class",
    "gas_meter_number",
    "power_meter_number",
    "moved_to",
)
# The township's workbook of many households comes with one stamped summary for all of them.
FOR_A_WHOLE_IMPORT = {Document.STAMPED_SUMMARY}
OF_APPLICATIONS, OF_IMPORTS = "households.application", "core.importrun"


def required_at_submission(application: Application) -> set[Document]:
    required = set(AT_SUBMISSION[application.case])
    if application.case == Case.CHANGE and touches(application, PROVED):
        required.add(Document.CHANGE_PROOF)
    if application.case in {Case.ADD, Case.CONVERT, Case.SPLIT} and application.category == Category.GAS:
        required.add(Document.SUPPLIER_LETTER)
    return required


def required_at_verification(application: Application) -> set[Document]:
    seen = application.case != Case.CHANGE or touches(application, SEEN_ON_SITE)
    return {Document.SITE_PHOTO} if seen else set()


def lacking(application: Application, required: set[Document], attached: set[str]) -> list[Document]:
    """In the order in which they are listed."""
    if application.import_act and attached & FOR_A_WHOLE_IMPORT:
        required = required & {Document.SITE_PHOTO}
    return [document for document in Document if document in required and document not in attached]


def offered(application: Application) -> list[Document]:
    """What its case asks for on its way, and what is none of that."""
    asked = required_at_submission(application) | required_at_verification(application)
    if application.import_act:
        asked |= FOR_A_WHOLE_IMPORT
    if application.case in {Case.PLAN_ADD, Case.PLAN_UPGRADE}:
        asked |= {Document.WITHDRAWAL}
    return [document for document in Document if document in asked or document == Document.OTHER]


def lacking_now(application: Application) -> list[Document]:
    """What the next step will ask for."""
    if application.state not in {Application.State.DRAFT, Application.State.SUBMITTED}:
        return []
    required = required_at_submission(application)
    if application.state == Application.State.SUBMITTED:
        required |= required_at_verification(application)
    return lacking(application, required, attached_to([application])[application.pk])


def touches(application: Application, columns: Sequence[str]) -> bool:
    return any(name in columns for name in changed_columns(application))


def attached_to(applications: Sequence[Application]) -> dict[int, set[str]]:
    """The purposes of what is attached to each, or to the import that it came with."""
    runs = _runs(applications)
    own = Q(kind=OF_APPLICATIONS, record_id__in=[application.pk for application in applications])
    of_runs = Q(kind=OF_IMPORTS, record_id__in=[run for run in runs.values() if run])
    found: dict[tuple[str, int | None], set[str]] = defaultdict(set)
    rows = Attachment.objects.filter(own | of_runs, removed_at=None)
    for kind, record, purpose in rows.values_list("kind", "record_id", "purpose"):
        found[kind, record].add(purpose)
    return {pk: found[OF_APPLICATIONS, pk] | found[OF_IMPORTS, run] for pk, run in runs.items()}


def _runs(applications: Sequence[Application]) -> dict[int, int | None]:
    """Of each application the import that it came with."""
    acts = {application.import_act for application in applications} - {None}
    known = dict(ImportRun.objects.filter(act__in=acts).values_list("act", "pk")) if acts else {}
    return {application.pk: known.get(application.import_act) for application in applications}
