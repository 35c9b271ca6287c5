"""What a record's pages and API are declared with. An app subclasses `RecordPages` (core/views/records.py) and sets
attributes; the views, the API and the tests that walk every page read them.

    class HouseholdPages(RecordPages):
        model = Household
        slug = "households"
        title = "确户台账"
        menu = Menu("台账", "确户台账", "house")
        readers = LEDGER_READERS
        ledger = HouseholdLedger
        filterset_class = HouseholdFilter
        search = staticmethod(search_households)
        sorts = {"name": ("name_pinyin", "id")}
        sections = (Section("户主", ("name", "id_number", "phone")),)

    urlpatterns = HouseholdPages.urls()
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.urls import get_resolver

from accounts.models import Post
from accounts.pages import Menu, PortalRequest
from accounts.roles import LEDGER_CLERKS, Role
from core.addresses import page_url
from core.workflow import Step, Workflow


@dataclass(frozen=True)
class Section:
    """A block of the record's page: a heading and attribute paths (`name`, `age`, `household.number`)."""

    title: str
    fields: Sequence[str]


@dataclass(frozen=True)
class Action:
    """A button that leads elsewhere, on the list (`list_actions`) or the record's page (`actions`).

    With `why_not` it is grey and says why."""

    label: str
    url: str
    icon: str = ""
    primary: bool = False
    why_not: str = ""


@dataclass(frozen=True)
class Figure:
    """A number on the home page; it opens the rows behind it."""

    label: str
    value: str
    url: str
    unit: str = ""
    note: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Shown:
    """What a panel puts on the record's page."""

    title: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Earlier:
    """Another record whose history is part of this one's, all of it or up to a line of the change log; `label` names
    it there."""

    record: Any
    label: str
    last_change: int | None = None


# Gives None where there is nothing to show.
PanelFunction = Callable[[Any, Post], "Shown | None"]

_declared: list[type[Declaration]] = []


class Declaration:
    """The attributes. All are read at class level; nothing is instantiated."""

    # --- what, and who may open it ---
    model: ClassVar[type[Model]]
    # Begins every address and URL name: /households/, households-list, /api/households/.
    slug: ClassVar[str]
    title: ClassVar[str]
    menu: ClassVar[Menu | None] = None
    readers: ClassVar[Collection[Role]] = frozenset()
    # Whether inbox, search, files and history link here for a record of this model; False on a second list of it.
    primary: ClassVar[bool] = True

    # --- the list ---
    # Its columns are the list's, the export's and the import's. Without a ledger: `columns` alone.
    ledger: ClassVar[Any] = None
    # Attribute paths of what the list can show beyond the ledger's columns; headings from the model or `headings`.
    columns: ClassVar[Sequence[str]] = ()
    # Shown until the user chooses his own; empty: the first twelve.
    default_columns: ClassVar[Sequence[str]] = ()
    # Headings and labels for paths that are no model field ("age": "年龄"), or that should read otherwise here.
    headings: ClassVar[Mapping[str, str]] = {}
    select_related: ClassVar[Sequence[str]] = ()
    prefetch_related: ClassVar[Sequence[Any]] = ()
    # Column → order: index-served at any size, within the scope of each tier (a test looks at the plan). All fields
    # ascend together and the last is unique; only the first may be nullable. Other columns sort up to 10,000 rows.
    sorts: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    # A key of `sorts` or "id"; "-" before it: descending.
    default_sort: ClassVar[str] = "-id"
    # (rows, what was typed, who asks) → the rows that match, still lazy.
    search: ClassVar[staticmethod[[Any, str, Post], Any] | None] = None
    search_hint: ClassVar[str] = ""
    # (what was typed, the records shown, who asks) → by pk, why one is among those found that does not say so itself.
    search_remarks: ClassVar[staticmethod[[str, Sequence[Any], Post], Mapping[int, str]] | None] = None
    filterset_class: ClassVar[Any] = None
    # What a row is counted in: 共 3,000 户.
    unit: ClassVar[str] = "条"
    # The word for “new” where it is not 新建 (登记一天), or for the menu of several ways to begin where it is not 登记.
    new_label: ClassVar[str] = ""
    # The sentence on an empty list, before the button of what to do next.
    empty: ClassVar[str] = "这里还没有记录。"
    # What an item of the inbox is about, by its attribute path ("householder"): its title holds no name, for it leaves
    # the portal in notices.
    subject: ClassVar[str] = ""
    # The list can be seen as of a past day: the model's queryset has `as_of(day)`.
    as_of: ClassVar[bool] = False
    # Colour of a choice's chip: {"state": {"draft": "neutral", "rejected": "danger"}}, the style guide's tones.
    colours: ClassVar[Mapping[str, Mapping[Any, str]]] = {}
    # The field of `colours` whose chip stands beside a record's name, where no workflow gives it a state.
    standing: ClassVar[str] = ""
    # Fields shown masked besides sealed ones (these always are): {"phone": mask_phone}.
    masks: ClassVar[Mapping[str, Callable[[str], str]]] = {}

    # Words for values that the field itself has none for, in histories: {"clock": name_of_clock}. A dict comes as it
    # is, all else as text.
    sayings: ClassVar[Mapping[str, Callable[[Any], str]]] = {}

    # --- the record's page ---
    sections: ClassVar[Sequence[Section]] = ()
    # Functions of this app; what higher apps add comes through Panel(on=model, …).
    panels: ClassVar[Sequence[PanelFunction]] = ()
    # Those of them that belong on paper.
    printed_panels: ClassVar[Sequence[PanelFunction]] = ()
    # Reverse relations whose rows' changes belong to the record's history: ("equipment",).
    history_includes: ClassVar[Sequence[str]] = ()
    # Reverse relations whose steps change the record, and the field of each that says why: {"applications": "reason"}.
    history_causes: ClassVar[Mapping[str, str]] = {}
    # (record, who asks) → the records from which it came, as far as the post sees them.
    history_before: ClassVar[staticmethod[[Any, Post], Sequence[Earlier]] | None] = None
    # Documents that can be attached: code → name ("photo": "现场照片"). Empty: no attachments.
    attachments: ClassVar[Mapping[str, str]] = {}
    # Those of them that every reader opens; the others say something of a person (core/files/attachments.py).
    impersonal: ClassVar[Collection[str]] = frozenset()
    # Who works with those others every day, and is not asked why.
    handlers: ClassVar[Collection[Role]] = LEDGER_CLERKS
    # The one for what is none of the others: chosen beforehand where nothing is lacking.
    other_document: ClassVar[str] = ""

    # --- entry and steps ---
    # Documents that a step's page takes with its answers: {"report": ("after",)}; and those that are signed on screen.
    step_documents: ClassVar[Mapping[str, Sequence[str]]] = {}
    signed_documents: ClassVar[Collection[str]] = ()
    # Workflows over this model, told apart by their `case`. Their first steps (source None) are “new”, in this order.
    workflows: ClassVar[Sequence[type[Workflow]]] = ()
    # Form of new and edit, by workflow, or one for all (key None): subclasses of core.views.record_form.RecordForm.
    # A workflow without one gets a form of its first step's `asks`.
    forms: ClassVar[Mapping[Any, type[ModelForm[Any]]]] = {}
    # Without a workflow: who may make, and who may change, a record by its form.
    creators: ClassVar[Collection[Role]] = frozenset()
    editors: ClassVar[Collection[Role]] = frozenset()
    # What the forms of steps are made from, where they offer other than what the post sees.
    step_form: ClassVar[type[ModelForm[Any]] | None] = None
    # Query parameters of “new” that fill the form's start: /applications/new/change/?household=5 .
    prefills: ClassVar[Sequence[str]] = ()

    # --- API ---
    api: ClassVar[bool] = True
    # Attribute paths of the API's representation; empty: every path of `columns`, the ledger and `sections`.
    api_fields: ClassVar[Sequence[str]] = ()

    # --- hooks, overridden where a page differs ---
    @classmethod
    def queryset(cls, post: Post) -> QuerySet[Any]:
        """The rows of list, page, export, API and search. An override narrows super().queryset(post), nothing else."""
        return cls.model._default_manager.visible_to(post).with_sight(post)  # type: ignore[attr-defined, no-any-return]

    @classmethod
    def why_not_create(cls, post: Post, workflow: type[Workflow] | None) -> str:
        """Empty, or the sentence why this post makes no new record (of this workflow)."""
        if workflow is not None:
            step = beginning(workflow, post)
            return step.why_not(by=post) if step else "您的岗位不能登记这类申请。"
        return "" if post.role in cls.creators else "您的岗位不能新建这类记录。"

    @classmethod
    def why_not_edit(cls, record: Any, post: Post) -> str:
        """Empty, or the sentence why this post may not change the record by its form now."""
        return "" if post.role in cls.editors else "您的岗位不能直接修改这条记录。"

    @classmethod
    def why_not_attach(cls, record: Any, post: Post) -> str:
        """Empty, or the sentence why this post may not add documents now."""
        return cls.why_not_edit(record, post)

    @classmethod
    def documents_lacking(cls, record: Any) -> Sequence[str]:
        """Codes of `attachments` that the next step will ask for and that are not there yet."""
        return ()

    @classmethod
    def documents_offered(cls, record: Any) -> Sequence[str]:
        """Codes of `attachments` from which the page of this record lets choose; the API takes every one."""
        return tuple(cls.attachments)

    @classmethod
    def why_not_detach(cls, record: Any, post: Post) -> str:
        """Empty, or the sentence why this post may not remove documents now."""
        return cls.why_not_attach(record, post)

    @classmethod
    def documented(cls, attachments: Sequence[Any], given: Mapping[str, Any]) -> None:
        """After a page has taken documents; `given`: all that its form sent, also where the phone was."""

    @classmethod
    def initial(cls, request: PortalRequest, workflow: type[Workflow] | None) -> dict[str, Any]:
        """What the form of a new record starts with."""
        return {name: request.GET[name] for name in cls.prefills if name in request.GET}

    @classmethod
    def outlook(cls, record: Any, step: Step) -> str:
        """What a step's page says of what the step will do, besides the state that it leads to; empty: nothing."""
        return ""

    @classmethod
    def created(cls, record: Any, post: Post) -> None:
        """After a new record was saved by its form, in the same transaction."""

    @classmethod
    def edited(cls, record: Any, post: Post) -> None:
        """After a record was changed by its form, in the same transaction."""

    @classmethod
    def actions(cls, record: Any, post: Post) -> Sequence[Action]:
        """Buttons of the record's page beside those of its steps."""
        return ()

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        """Buttons of the list beside “new”, “import” and “export”."""
        return ()

    @classmethod
    def figures(cls, post: Post) -> Sequence[Figure]:
        """Key numbers for the home page, cheap to count."""
        return ()

    @classmethod
    def sections_of(cls, record: Any) -> Sequence[Section]:
        """The sections of this record's page; an override leaves out what does not concern it."""
        return cls.sections

    @classmethod
    def panels_for(cls, post: Post) -> Sequence[PanelFunction]:
        """Those of `panels` for this reader; an override leaves out what is not his business."""
        return cls.panels

    @classmethod
    def remarks_on_found(cls, typed: str, records: Sequence[Any], post: Post) -> Mapping[int, str]:
        return cls.search_remarks(typed, records, post) if typed and cls.search_remarks else {}

    @classmethod
    def summary(cls, record: Any) -> str:
        """One line about a record, for search results; no personal number in it."""
        return str(record)

    # --- addresses ---
    @classmethod
    def url(cls, name: str, /, *args: Any, **asked: Any) -> str:
        """`url("detail", record.pk)`, `url("new", household=5)`; names: list, new, detail, edit, step, bulk, history,
        export, attach …"""
        return page_url(f"{cls.slug}-{name}", *args, **asked)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "slug" in cls.__dict__:
            _declared.append(cls)


def key_of(workflow: type[Workflow]) -> str:
    """How a workflow is named in addresses: by its case."""
    return str(workflow.case) or workflow.__name__.lower()


def beginning(workflow: type[Workflow], post: Post) -> Step | None:
    """The first step of a record's life that this role may take."""
    return next((step for step in workflow.steps.values() if step.begins and post.role in step.allowed("")), None)


def pages_named(slug: str) -> type[Declaration] | None:
    """Also in a worker, which has not read the site's addresses and so knows no declaration yet."""
    assert get_resolver().url_patterns
    return next((one for one in _declared if one.slug == slug), None)


def declared() -> Sequence[type[Declaration]]:
    return _declared


def pages_of(label: str) -> type[Declaration] | None:
    """The pages of a model by its label ("households.household"), as OpenItem.kind and Attachment.kind hold it."""
    return next((one for one in _declared if one.primary and one.model._meta.label_lower == label), None)
