"""Contracts: offtake contracts with take-or-pay, make-up and cancellation.

Signing and cancelling are decided in advance; volumes taken and paid for respond. The buyer may always pay without
taking, so a contract never makes a disruption infeasible.

Make-up: in practice a buyer takes the year's take-or-pay quantity before making up, so that the volume to be made up is
that quantity less the volume taken, and not below 0. That is not linear. The model uses a linear bound that is exact if
all or none is taken: the volume to be made up is at most the take-or-pay share of the volume not taken. The oldest
volumes are made up first, and expire after the make-up years.
"""

from __future__ import annotations

from typing import Any

from model.families.common.describing import Described, Frame
from model.families.common.protocol import BUYERS, Cost, FirstStage, Measure, Report
from model.families.common.pyomo import members, parameter, pyo, variable
from model.families.contracts.rows import Contract
from model.families.contracts.terms import Contracts, terms
from model.families.decisions.rows import CANCEL, SIGN
from model.families.supply.terms import Supply
from model.scenario.build_context import BuildContext, flat, grouped, ordered
from model.sheets.names import ContractName, Node, Period, SupplierName


def coefficients(context: BuildContext) -> Contracts:
    """Contracts of the tables; registers their locations."""
    for row in context.tables[Contract]:
        context.own(row.contract, context.part(Supply).suppliers[row.supplier][0])
    return terms(context)


def build(m: Any, data: Contracts) -> None:
    """Adds decisions to sign and to cancel a contract [yes or no], volumes taken and paid for [units per year, by
    node], and the make-up balance [units]."""
    m.CONTRACTS = pyo.Set(dimen=1, initialize=list(data.supplier))
    m.SIGNINGS = pyo.Set(dimen=2, initialize=list(data.end))
    m.CANCELLATIONS = pyo.Set(dimen=3, initialize=list(data.cut_short))
    m.DELIVERIES = pyo.Set(dimen=2, initialize=list(data.price))
    signed = dict.fromkeys(data.end, (0, 1)) | dict.fromkeys(data.signed, (1, 1))
    m.signed = variable(
        m.SIGNINGS,
        within=pyo.Binary,
        bounds=lambda m, c, b: signed[c, b],
        doc=r"\chi: whether a contract is signed, to start in a period",
    )
    m.cancelled = variable(
        m.CANCELLATIONS, within=pyo.Binary, doc=r"\kappa: whether it is cancelled at the start of a later period"
    )
    m.taken = variable(m.DELIVERIES, doc=r"\ell: taken under a contract [units/y]")
    _build_terms(m, data)
    _build_volumes(m, data)
    _build_obligations(m, data)
    _build_make_up(m, data)
    _build_money(m, data)


def _build_terms(m: Any, data: Contracts) -> None:
    starts_of = grouped(data.supplier, data.end)
    m.STARTS = members(m.CONTRACTS, dimen=1, values=starts_of)
    m.START_CHOICES = pyo.Set(dimen=1, initialize=[c for c, starts in starts_of.items() if len(starts) > 1])
    m.one_start = pyo.Constraint(m.START_CHOICES, rule=one_start)
    ends = grouped(data.end, (((c, b), t) for c, b, t in data.cut_short))
    m.CANCELLED_IN = members(m.SIGNINGS, dimen=1, values=ends)
    m.CANCELLABLE = pyo.Set(dimen=2, initialize=[key for key, periods in ends.items() if periods])
    m.cancelled_once = pyo.Constraint(m.CANCELLABLE, rule=cancelled_once)
    m.term_end = parameter(m.SIGNINGS, values=data.end)
    m.cut_short = parameter(m.CANCELLATIONS, values=data.cut_short)


def _build_volumes(m: Any, data: Contracts) -> None:
    m.CONTRACTED = pyo.Set(dimen=3, initialize=list(data.contracted))
    m.contracted = parameter(m.CONTRACTED, values=data.contracted)
    volumes = grouped(data.price, (((c, n), b) for c, b, n in data.contracted))
    m.STARTS_AT = members(m.DELIVERIES, dimen=1, values=volumes)
    ended = {(c, n): [(b, t) for b, t in ends if (c, b, n) in data.contracted] for (c, n), ends in data.ended.items()}
    m.ENDED = members(m.DELIVERIES, dimen=2, values=ended)
    m.contract_volume = pyo.Constraint(m.DELIVERIES, rule=contract_volume)
    selling = [((data.supplier[c], n), c) for c, n in data.price]
    m.SELLING = pyo.Set(dimen=2, initialize=ordered(place for place, _ in selling))
    m.SOLD_UNDER = members(m.SELLING, dimen=1, values=grouped(m.SELLING, selling))
    m.contract_purchases = pyo.Constraint(m.SELLING, rule=contract_purchases)
    m.SPOT_LIMITS = pyo.Set(dimen=2, initialize=data.spot_limits)
    beyond_limit = (((data.beyond_limit[c], n), c) for c, n in data.price if c in data.beyond_limit)
    m.SOLD_BEYOND_LIMIT = members(m.SPOT_LIMITS, dimen=1, values=grouped(data.spot_limits, beyond_limit))
    m.spot_limit = pyo.Constraint(m.SPOT_LIMITS, rule=spot_limit)


def _build_obligations(m: Any, data: Contracts) -> None:
    obliged = [(c, n) for c, n in data.price if c in data.obligation]
    m.OBLIGED = pyo.Set(dimen=2, initialize=obliged)
    m.obligation = parameter(list(data.obligation), values=data.obligation)
    m.OBLIGED_AT = members(m.DELIVERIES, dimen=2, values=grouped(data.price, ((key, key) for key in obliged)))
    m.paid = variable(m.OBLIGED, doc=r"\phi: paid for under a contract [units/y]")
    m.take_or_pay = pyo.Constraint(m.OBLIGED, rule=take_or_pay)
    m.UNFORGIVING = pyo.Set(dimen=2, initialize=[key for key in obliged if key not in data.lasting])
    m.taken_is_paid = pyo.Constraint(m.UNFORGIVING, rule=taken_is_paid)


def _build_make_up(m: Any, data: Contracts) -> None:
    m.KEEPING = pyo.Set(dimen=2, initialize=list(data.lasting))
    m.kept = variable(m.KEEPING, doc=r"\beta: paid for, and kept to be made up [units]")
    m.KEPT_AT = members(m.DELIVERIES, dimen=2, values=grouped(data.price, ((key, key) for key in data.lasting)))
    before = {(c, n): [e for e in m.BEFORE[n] if (c, e) in data.lasting] for c, n in data.lasting}
    m.KEPT_BEFORE = members(m.KEEPING, dimen=1, values=before)
    m.prepaid = parameter(m.CONTRACTS, values=data.prepaid, default=0.0)
    m.prepaid_left = parameter(m.KEEPING, values=data.prepaid_left, default=0.0)
    m.left_to_make_up = pyo.Constraint(m.KEEPING, rule=left_to_make_up)
    m.make_up_balance = pyo.Constraint(m.KEEPING, rule=make_up_balance)
    lasting = {key: share for key, share in flat(data.lasting).items() if share > 0}
    m.lasting = parameter(list(lasting), values=lasting)
    m.LASTING = members(m.KEEPING, dimen=1, values=grouped(data.lasting, (((c, n), e) for c, n, e in lasting)))
    expiring = [key for key, shares in data.lasting.items() if min(shares.values()) < 1 or key in data.prepaid_left]
    m.EXPIRING = pyo.Set(dimen=2, initialize=expiring)
    m.make_up_expiry = pyo.Constraint(m.EXPIRING, rule=make_up_expiry)
    ends = set(m.BRANCH_ENDS)
    m.RESTORED = pyo.Set(dimen=2, initialize=[(c, n) for c, n in data.lasting if n in ends])
    rejoined = {(c, n): [o for o in m.REJOINED[n] if (c, o) in data.lasting] for c, n in m.RESTORED}
    m.KEPT_REJOINED = members(m.RESTORED, dimen=1, values=rejoined)
    m.restored = variable(m.RESTORED, doc=r"\mu: made up by a disruption and paid for again when it is over [units]")
    m.make_up_restored = pyo.Constraint(m.RESTORED, rule=make_up_restored)


def _build_money(m: Any, data: Contracts) -> None:
    m.NEW_SIGNINGS = pyo.Set(dimen=2, initialize=[key for key in data.end if key not in data.signed])
    m.contract_price = parameter(m.DELIVERIES, values=data.price)
    m.contract_premium = parameter(m.DELIVERIES, values=data.premium)
    m.signing_cost = parameter(m.CONTRACTS, values=data.signing_cost)
    m.cancellation_fee = parameter(m.CONTRACTS, values=data.cancellation_fee)


def one_start(m: Any, c: ContractName) -> Any:
    r"""A contract is signed at most once [contracts].

    .. math:: \sum_b \chi_{cb} \le 1 \qquad \forall c
    """
    return sum(m.signed[c, b] for b in m.STARTS[c]) <= 1


def cancelled_once(m: Any, c: ContractName, b: Period) -> Any:
    r"""Only a signed contract can be cancelled, and once [contracts].

    .. math:: \sum_t \kappa_{cbt} \le \chi_{cb} \qquad \forall c, b
    """
    return sum(m.cancelled[c, b, t] for t in m.CANCELLED_IN[c, b]) <= m.signed[c, b]


def volume(m: Any, c: ContractName, n: Node) -> Any:
    """Volume of a contract in force, net of cuts by a disruption [units per year]."""
    signed = sum(m.contracted[c, b, n] * m.signed[c, b] for b in m.STARTS_AT[c, n])
    return signed - sum(m.contracted[c, b, n] * m.cancelled[c, b, t] for b, t in m.ENDED[c, n])


def contract_volume(m: Any, c: ContractName, n: Node) -> Any:
    r"""Volumes taken under a contract stay within its volume, while it runs [units per year].

    .. math:: \ell_{cn} \le V_{cn} = \sum_b v_{cbn} \left( \chi_{cb} - \sum_{t \le \tau(n)} \kappa_{cbt} \right)
              \qquad \forall c, n
    """
    return m.taken[c, n] <= volume(m, c, n)


def contract_purchases(m: Any, u: SupplierName, n: Node) -> Any:
    r"""Volumes taken under contracts of a supplier are part of purchases from it [units per year].

    .. math:: \sum_{c \in C_u} \ell_{cn} \le b_{un} \qquad \forall u, n
    """
    return sum(m.taken[c, n] for c in m.SOLD_UNDER[u, n]) <= m.purchase[u, n]


def spot_limit(m: Any, u: SupplierName, n: Node) -> Any:
    r"""Purchases from a supplier, less contracts beyond its limit, stay within the limit [units per year].

    .. math:: b_{un} - \sum_{c \in C^+_u} \ell_{cn} \le \bar b_{un} \qquad \forall u, n
    """
    return m.purchase[u, n] - sum(m.taken[c, n] for c in m.SOLD_BEYOND_LIMIT[u, n]) <= m.purchase_limit[u, n]


def take_or_pay(m: Any, c: ContractName, n: Node) -> Any:
    r"""A share of the volume is paid for, taken or not [units per year].

    .. math:: \phi_{cn} \ge \theta_c V_{cn} \qquad \forall c, n
    """
    return m.paid[c, n] >= m.obligation[c] * volume(m, c, n)


def taken_is_paid(m: Any, c: ContractName, n: Node) -> Any:
    r"""Without make-up all volumes taken are paid for [units per year].

    .. math:: \phi_{cn} \ge \ell_{cn} \qquad \forall c, n
    """
    return m.paid[c, n] >= m.taken[c, n]


def left(m: Any, c: ContractName, n: Node) -> Any:
    """Maximum volume that may be paid for and not taken [units per year]."""
    return m.obligation[c] * (volume(m, c, n) - m.taken[c, n])


def left_to_make_up(m: Any, c: ContractName, n: Node) -> Any:
    r"""At most the take-or-pay share of the volume not taken is paid for [units per year].

    .. math:: \phi_{cn} - \ell_{cn} \le \theta_c \left( V_{cn} - \ell_{cn} \right) \qquad \forall c, n
    """
    return m.paid[c, n] - m.taken[c, n] <= left(m, c, n)


def make_up_balance(m: Any, c: ContractName, n: Node) -> Any:
    r"""The make-up balance grows by volumes paid for and not taken, and falls by volumes taken and not paid for
    [units].

    .. math:: \beta_{cn} \le \beta_{c,n-1} + L \left( \phi_{cn} - \ell_{cn} \right) \qquad \forall c, n,
              \quad \beta_{c,-1} = \beta^0_c
    """
    before = sum(m.part_before[n, e] * m.kept[c, e] for e in m.KEPT_BEFORE[c, n]) + m.part_of_opening[n] * m.prepaid[c]
    return m.kept[c, n] <= before + m.years[n] * (m.paid[c, n] - m.taken[c, n])


def make_up_expiry(m: Any, c: ContractName, n: Node) -> Any:
    r"""The make-up balance is no older than the make-up years [units].

    The oldest volumes are made up first, so the balance holds the most recent ones: none is too old if, and only if,
    the balance is at most the volume that may have been added since.

    .. math:: \beta_{cn} \le L \sum_{e \preceq n} \lambda_{cne} \, \theta_c \left( V_{ce} - \ell_{ce} \right)
              + \beta^0_{cn} \qquad \forall c, n
    """
    lasting = sum(m.years[e] * m.lasting[c, n, e] * left(m, c, e) for e in m.LASTING[c, n])
    return m.kept[c, n] <= lasting + m.prepaid_left[c, n]


def make_up_restored(m: Any, c: ContractName, n: Node) -> Any:
    r"""When a disruption is over, the make-up balance returns to its undisturbed level [units].

    .. math:: \mu_{cn} \ge \beta_{c\tau(n)} - \beta_{cn} \qquad \forall c, n \text{ at the end of a branch}
    """
    undisturbed = sum(m.part_rejoined[n, o] * m.kept[c, o] for o in m.KEPT_REJOINED[c, n])
    return m.restored[c, n] >= undisturbed + m.part_of_opening_rejoined[n] * m.prepaid[c] - m.kept[c, n]


def price_difference(m: Any, c: ContractName, n: Node) -> Any:
    r"""Volumes taken, at the contract's price instead of the supplier's: :math:`L (p_{cn} - p_{un}) \ell_{cn}`."""
    return m.years[n] * m.contract_premium[c, n] * m.taken[c, n]


def unused_payment(m: Any, c: ContractName, n: Node) -> Any:
    r"""Volumes paid for and not taken, less those made up: :math:`L \, p_{cn} (\phi_{cn} - \ell_{cn})`."""
    return m.years[n] * m.contract_price[c, n] * (m.paid[c, n] - m.taken[c, n])


def restoring_cost(m: Any, c: ContractName, n: Node) -> Any:
    r"""Undisturbed price of volumes made up in a disruption: :math:`p_{c\tau(n)} \, \mu_{cn}`."""
    return sum(m.contract_price[c, o] for o in m.UNDISTURBED[n]) * m.restored[c, n]


def signing_expense(m: Any, c: ContractName, b: Period) -> Any:
    r"""Cost of signing: :math:`S_c \, \chi_{cb}`."""
    return m.signing_cost[c] * m.signed[c, b]


def cancellation_expense(m: Any, c: ContractName, b: Period, t: Period) -> Any:
    r"""Fee for cancelling a contract: :math:`F_c \, \kappa_{cbt}`."""
    return m.cancellation_fee[c] * m.cancelled[c, b, t]


def runs_until(m: Any, c: ContractName, b: Period) -> Any:
    """When a contract ends, at term or by cancellation [decimal year]."""
    ended = sum(m.cut_short[c, b, t] * m.cancelled[c, b, t] for t in m.CANCELLED_IN[c, b])
    return m.term_end[c, b] * m.signed[c, b] - ended


def left_over(m: Any, c: ContractName, n: Node) -> Any:
    """Volumes paid for and not taken, less volumes made up [units per year]."""
    return sum(m.paid[d, e] - m.taken[d, e] for d, e in m.OBLIGED_AT[c, n])


DECIDED = (
    FirstStage(SIGN, ("SIGNINGS",), ("subject", "period"), "signed"),
    FirstStage(CANCEL, ("CANCELLATIONS",), ("subject", "start", "period"), "cancelled"),
)

COSTS = (
    Cost("contract prices", "purchases", BUYERS, ("DELIVERIES",), price_difference),
    Cost("take or pay", "purchases", BUYERS, ("OBLIGED",), unused_payment),
    Cost("make-up restored", "purchases", BUYERS, ("RESTORED",), restoring_cost),
    Cost("contract signing", "purchases", BUYERS, ("NEW_SIGNINGS",), signing_expense, by_period=True),
    Cost("contract cancellation", "purchases", BUYERS, ("CANCELLATIONS",), cancellation_expense, by_period=True),
)


def with_supplier(plan: Described, frame: Frame) -> Frame:
    """Supplier of each contract, its location and commodity."""
    supplier_of, suppliers = plan.part(Contracts).supplier, plan.part(Supply).suppliers
    names = [supplier_of[contract] for contract in frame["contract"].tolist()]
    frame.insert(1, "supplier", names)
    frame = plan.place(frame, "supplier")
    frame.insert(4, "commodity", [suppliers[name][1] for name in names])
    return frame


def delivered(plan: Described, frame: Frame) -> Frame:
    """The same for deliveries; volumes made up are shown if above 0."""
    frame["made_up"] = frame["made_up"].clip(lower=0.0)
    return with_supplier(plan, frame)


REPORTS = (
    Report(
        "contracts",
        ("SIGNINGS",),
        ("contract", "start"),
        (
            Measure("signed", "contracts", "signed"),
            Measure("until", "year", runs_until),
        ),
        describe=with_supplier,
    ),
    Report(
        "contract deliveries",
        ("DELIVERIES",),
        ("contract", "node"),
        (
            Measure("volume", "{unit}/y", volume),
            Measure("taken", "{unit}/y", "taken"),
            Measure("paid", "{unit}/y", lambda m, c, n: m.taken[c, n] + left_over(m, c, n), "Paid for."),
            Measure("made_up", "{unit}/y", lambda m, c, n: -left_over(m, c, n), "Taken that was paid for before."),
            Measure(
                "kept",
                "{unit}",
                lambda m, c, n: sum(m.kept[d, e] for d, e in m.KEPT_AT[c, n]),
                "Paid for, and left to be made up.",
            ),
        ),
        describe=delivered,
    ),
)
