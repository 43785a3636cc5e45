"""Contracts, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import CITY, MINE_AND_CITY, micro

TEN_A_YEAR = """
    Demand
    market | product | 2026
    City   | magnet  | 10
"""

DEARER_AND_CHEAPER = """
    Settings
    last year | 2028

    Suppliers
    supplier | site | commodity | price 2026 | price 2027 | price 2028
    far      | City | magnet    | 30         | 20         | 40
"""


@micro(
    objective=882,
    plan="""
        contracts
        contract | supplier | site | commodity | start | signed | until
        deal     | far      | City | magnet    | 2027  | 1      | 2028

        contract deliveries
        contract | node | volume | taken | paid | made up | kept
        deal     | 2027 | 6      | 6     | 6    | 0       | 0

        purchases
        supplier | node | bought
        far      | 2026 | 10
        far      | 2027 | 10
        far      | 2028 | 10

        costs
        cost             | item | node | amount
        purchases        | far  | 2026 | 300
        purchases        | far  | 2027 | 200
        purchases        | far  | 2028 | 400
        contract prices  | deal | 2027 | -48
        contract signing | deal | 2027 | 30
    """,
)
def a_start_within_the_window() -> Tables:
    """10 a year are bought at 30, 20 and 40. For a year from 2027 on 6 of them cost 12, once 30 are paid: 900 − 6 · 8 +
    30 = 882. A year earlier would save 6 · 18, a year later 6 · 28, but it may start in 2027 only."""
    return tables(
        CITY,
        TEN_A_YEAR,
        DEARER_AND_CHEAPER,
        """
        Contracts
        contract | supplier | volume | price | earliest start | latest start | length | signing cost
        deal     | far      | 6      | 12    | 2027           | 2027         | 1      | 30
        """,
    )


@micro(
    objective=732,
    plan="""
        contracts
        contract | start | signed | until
        deal     | 2028  | 1      | 2029
    """,
)
def signed_once() -> Tables:
    """A contract for a year is signed once, when it saves most: 900 − 6 · (40 − 12) = 732."""
    return tables(
        CITY,
        TEN_A_YEAR,
        DEARER_AND_CHEAPER,
        """
        Contracts
        contract | supplier | volume | price | length
        deal     | far      | 6      | 12    | 1
        """,
    )


@micro(
    objective=64,
    plan="""
        contract deliveries
        contract | volume | taken | paid
        cheap    | 4      | 4     | 4
        other    | 4      | 2     | 2

        purchases
        supplier | bought
        far      | 6
    """,
)
def no_more_than_is_bought() -> Tables:
    """Of two contracts with one seller only as much is taken as is bought: 6 of 8. 4 · 10 + 2 · 12 = 64."""
    return tables(
        CITY,
        """
        Demand
        market | product | 2026
        City   | magnet  | 6

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 20

        Contracts
        contract | supplier | volume | price | length
        cheap    | far      | 4      | 10    | 1
        other    | far      | 4      | 12    | 1
        """,
    )


@micro(
    objective=156,
    plan="""
        purchases
        supplier | bought | limit
        mine     | 8      | 8
        far      | 2      |
    """,
)
def a_mine_that_sells_under_contract_only() -> Tables:
    """The mine's limit is 0, the contract's 8 are on top of it; the other 2 are bought at 30: 8 · 12 + 2 · 30 = 156."""
    return tables(
        CITY,
        TEN_A_YEAR,
        """
        Suppliers
        supplier | site | commodity | price | limit
        mine     | City | magnet    | 20    | 0
        far      | City | magnet    | 30    |

        Contracts
        contract | supplier | volume | price | length | beyond limit
        deal     | mine     | 8      | 12    | 1      | yes
        """,
    )


@micro(
    objective=272,
    plan="""
        contract deliveries
        contract | volume | taken
        within   | 5      | 4
        above    | 8      | 8

        purchases
        supplier | bought | limit
        mine     | 12     | 12
        far      | 4      |
    """,
)
def within_the_limit_and_on_top_of_it() -> Tables:
    """The mine sells 4, all of them under the contract for 5 at 10, which is within its limit, and 8 at 14 on top of
    it. City needs 16: 4 · 10 + 8 · 14 + 4 · 30 = 272."""
    return tables(
        CITY,
        """
        Demand
        market | product | 2026
        City   | magnet  | 16

        Suppliers
        supplier | site | commodity | price | limit
        mine     | City | magnet    | 20    | 4
        far      | City | magnet    | 30    |

        Contracts
        contract | supplier | volume | price | length | beyond limit
        within   | mine     | 5      | 10    | 1      | no
        above    | mine     | 8      | 14    | 1      | yes
        """,
    )


@micro(
    objective=669,
    plan="""
        contracts
        contract | start | signed | until
        deal     | 2026  | 1      | 2029

        contract deliveries
        contract | node | volume | taken
        deal     | 2026 | 8      | 8
        deal     | 2028 | 3      | 3
    """,
)
def three_years_in_periods_of_two() -> Tables:
    """A contract for three years runs in the second period for one of its two years, with that year's volume: 6 / 2 = 3
    a year. Its price is 13 on average, then 16; the seller's is 20: 5 + 2 · (8 · 13 + 2 · 20) + 2 · (3 · 16 + 7 · 20) =
    669. Signed for the second period, it would cost 2 · 200 + 2 · 10 · 16 + 5."""
    return tables(
        CITY,
        TEN_A_YEAR,
        """
        Settings
        last year        | 2029
        years per period | 2

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 20
        """,
        "Contracts\n"
        "contract | supplier | volume 2027 | volume 2028 | volume 2029 | price 2026 | price 2027 | price 2028 | length"
        " | signing cost\n"
        "deal | far | 8 | 6 | 99 | 12 | 14 | 16 | 3 | 5",
    )


@micro(
    objective=354,
    plan="""
        contract deliveries
        contract | node | volume | taken | paid | made up
        deal     | 2026 | 8      | 8     | 8    | 0
        deal     | 2027 | 8      | 8     | 8    | 0
        deal     | 2028 | 8      | 2     | 6    | 0

        costs
        cost             | item | node | amount
        purchases        | far  | 2026 | 200
        purchases        | far  | 2027 | 200
        purchases        | far  | 2028 | 40
        contract prices  | deal | 2026 | -64
        contract prices  | deal | 2027 | -64
        contract prices  | deal | 2028 | -16
        take or pay      | deal | 2028 | 48
        contract signing | deal | 2026 | 10
    """,
)
def three_quarters_are_paid_for() -> Tables:
    """8 a year at 12, of which 6 are paid for: 10 + 2 · (8 · 12 + 2 · 20) + 6 · 12 = 354. In the last year only 2 are
    needed; without a contract all 22 would cost 20."""
    return tables(
        CITY,
        """
        Settings
        last year | 2028

        Demand
        market | product | 2026 | 2027 | 2028
        City   | magnet  | 10   | 10   | 2

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 20

        Contracts
        contract | supplier | volume | price | take or pay | length | signing cost
        deal     | far      | 8      | 12    | 75 %        | 3      | 10
        """,
    )


@micro(
    objective=570,
    plan="""
        contracts
        contract | start | signed | until
        deal     | 2027  | 1      | 2028

        costs
        cost                  | item        | node | amount
        purchases             | far         | 2026 | 100
        purchases             | far         | 2027 | 300
        purchases             | far         | 2030 | 300
        contract prices       | deal        | 2027 | -180
        contract cancellation | deal · 2027 | 2028 | 50
    """,
)
def ended_for_good() -> Tables:
    """The contract is worth its 10 · 12 a year where 10 are needed at 30: in 2027 and 2030, not in the two years
    between. Ending it in 2028 costs 50 and leaves 2030 to be bought: 100 + 120 + 50 + 300 = 570. Keeping it would make
    100 + 4 · 120 = 580, signing it in 2026 590, no contract 700."""
    return tables(
        CITY,
        """
        Settings
        last year | 2030

        Demand
        market | product | 2027 | 2028 | 2029 | 2030
        City   | magnet  | 10   | 0    | 0    | 10

        Suppliers
        supplier | site | commodity | price 2026 | price 2027
        far      | City | magnet    | 10         | 30

        Contracts
        contract | supplier | volume | price | take or pay | latest start | length | cancellation fee
        deal     | far      | 10     | 12    | 100 %       | 2027         | 4      | 50
        """,
    )


@micro(
    objective=223.68,
    plan="""
        contract deliveries
        contract | node | volume | taken | paid | made up
        deal     | 2026 | 10     | 10    | 10   | 0
        deal     | 2027 | 10     | 2     | 6    | 0
        deal     | 2028 | 10     | 10    | 6    | 4

        costs
        cost            | node | amount | present value
        purchases       | 2026 | 200    | 200
        purchases       | 2027 | 40     | 32
        purchases       | 2028 | 200    | 128
        contract prices | 2026 | -80    | -80
        contract prices | 2027 | -16    | -12.8
        contract prices | 2028 | -80    | -51.2
        take or pay     | 2027 | 48     | 38.4
        take or pay     | 2028 | -48    | -30.72
    """,
)
def made_up_in_the_next_year() -> Tables:
    """6 of 10 a year are paid for at 12. In 2027 only 2 are needed, 4 are left and made up in 2028, when 10 are needed
    and 6 paid for: 120 + 72 · 0.8 + 72 · 0.64 = 223.68, at 25 % a year."""
    return tables(
        CITY,
        """
        Settings
        last year     | 2028
        discount rate | 25 %

        Demand
        market | product | 2026 | 2027 | 2028
        City   | magnet  | 10   | 2    | 10

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 20

        Contracts
        contract | supplier | volume | price | take or pay | make up | length
        deal     | far      | 10     | 12    | 60 %        | 1       | 3
        """,
    )


@micro(
    objective=432,
    plan="""
        contract deliveries
        contract | node | volume | taken | paid | made up
        deal     | 2026 | 10     | 10    | 10   | 0
        deal     | 2027 | 10     | 2     | 6    | 0
        deal     | 2028 | 10     | 0     | 6    | 0
        deal     | 2029 | 20     | 20    | 14   | 6
    """,
)
def lost_after_a_year() -> Tables:
    """What is left in 2027, 4, is not needed in 2028, and lost; what is left in 2028, 6, is made up in 2029, when 20
    are needed: 10 + 6 + 6 + 14 are paid for, at 12."""
    return tables(
        CITY,
        """
        Settings
        last year | 2029

        Demand
        market | product | 2026 | 2027 | 2028 | 2029
        City   | magnet  | 10   | 2    | 0    | 20

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 20
        """,
        """
        Contracts
        contract | supplier | volume 2028 | volume 2029 | price | take or pay | make up | latest start | length
        deal     | far      | 10          | 20          | 12    | 60 %        | 1       | 2026         | 4
        """,
    )


@micro(
    objective=320,
    plan="""
        contract deliveries
        contract | node | taken | paid | made up
        deal     | 2026 | 6     | 8    | 0
        deal     | 2027 | 10    | 8    | 2
    """,
)
def what_may_be_left() -> Tables:
    """Of the 4 that are not taken of the volume in 2026, half may be paid for, at 10, and kept for 2027, when the price
    is 30: 8 · 10 + 8 · 30 = 320."""
    return tables(
        CITY,
        """
        Settings
        last year | 2027

        Demand
        market | product | 2026 | 2027
        City   | magnet  | 6    | 10

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 40

        Contracts
        contract | supplier | volume | price 2026 | price 2027 | take or pay | make up | length
        deal     | far      | 10     | 10         | 30         | 50 %        | 1       | 2
        """,
    )


@micro(
    objective=672,
    plan="""
        contract deliveries
        contract | node | volume | taken | paid | made up
        deal     | 2026 | 10     | 2     | 6    | 0
        deal     | 2028 | 10     | 0     | 6    | 0
        deal     | 2030 | 30     | 30    | 21.6 | 8.4
    """,
)
def three_years_of_make_up_in_periods_of_two() -> Tables:
    """Of what could be left in the first period, 60 % of 8 a year, the half of its second year may still be made up in
    the third, 4.8 in all; of the second period, in which nothing is needed, all 60 % of 10 a year, 12. So of 60 that
    are needed in the third 16.8 are made up: 12 + 12 + 43.2 are paid for, at 10."""
    return tables(
        CITY,
        """
        Settings
        last year        | 2031
        years per period | 2

        Demand
        market | product | 2026 | 2027 | 2028 | 2029 | 2030
        City   | magnet  | 2    | 2    | 0    | 0    | 30

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 20
        """,
        """
        Contracts
        contract | supplier | volume 2029 | volume 2030 | price | take or pay | make up | latest start | length
        deal     | far      | 10          | 30          | 10    | 60 %        | 3       | 2026         | 6
        """,
    )


@micro(
    objective=192.8,
    plan="""
        contract deliveries
        contract | node              | taken
        deal     | 2026              | 6
        deal     | boom, 2026 / 2026 | 6
        deal     | bust, 2026 / 2026 | 0

        costs
        cost            | node              | amount | present value
        purchases       | 2026              | 200    | 160
        contract prices | 2026              | -24    | -19.2
        purchases       | boom, 2026 / 2026 | 600    | 60
        contract prices | boom, 2026 / 2026 | -180   | -18
        purchases       | bust, 2026 / 2026 | 100    | 10
    """,
)
def a_price_by_index() -> Tables:
    """6 of 10 cost 80 % of the seller's price: 16 of 20. With 10 % that is three times as high, and the contract's no
    more than 30; with 10 % half as high, and the contract's no less than 15, so that nothing is taken: 0.8 · (6 · 16 +
    4 · 20) + 0.1 · (6 · 30 + 4 · 60) + 0.1 · 10 · 10 = 192.8."""
    return tables(
        CITY,
        TEN_A_YEAR,
        """
        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 20

        Contracts
        contract | supplier | volume | index | floor | ceiling | length
        deal     | far      | 6      | 80 %  | 15    | 30      | 1

        Disruptions
        disruption | action | target | value | probability
        boom       | price  | far    | 3     | 10 %
        bust       | price  | far    | 0.5   | 10 %
        """,
    )


@micro(
    objective=129.5,
    plan="""
        contract deliveries
        contract | node                | volume | taken | paid
        deal     | 2026                | 10     | 10    | 10
        deal     | ban, 2026 / 2026    | 10     | 0     | 10
        deal     | strike, 2026 / 2026 | 5      | 5     | 5
    """,
)
def who_bears_a_ban_and_a_strike() -> Tables:
    """A contract at 8 for all 10, to be paid for in full; freight is 1, a neighbour asks 30. A ban on exports, with 10
    %, leaves the contract to be paid: 80 + 300. A strike at the mine, with 10 %, halves what it delivers and what is
    owed: 5 · 9 + 150. 0.8 · 90 + 0.1 · 380 + 0.1 · 195 = 129.5; at the mine's own price of 10, 138.5."""
    return tables(
        MINE_AND_CITY,
        TEN_A_YEAR,
        """
        Suppliers
        supplier | site | commodity | price | limit
        mine     | Mine | magnet    | 10    | 10
        near     | City | magnet    | 30    |

        Routes
        from | to   | commodity | freight
        Mine | City | magnet    | 1

        Contracts
        contract | supplier | volume | price | take or pay | length
        deal     | mine     | 10     | 8     | 100 %       | 1

        Disruptions
        disruption | action   | target | value | probability
        ban        | exports  | A      |       | 10 %
        strike     | capacity | mine   | 0.5   | 10 %
        """,
    )


@micro(
    objective=226.8,
    plan="""
        contract deliveries
        contract | node              | taken | paid | made up
        deal     | 2026              | 2     | 6    | 0
        deal     | 2027              | 6     | 6    | 0
        deal     | 2028              | 10    | 6    | 4
        deal     | boom, 2027 / 2027 | 9     | 6    | 3

        costs
        cost             | item | node              | amount | present value
        purchases        | far  | 2026              | 40     | 40
        purchases        | far  | 2027              | 120    | 108
        purchases        | far  | 2028              | 200    | 200
        purchases        | far  | boom, 2027 / 2027 | 360    | 36
        contract prices  | deal | 2026              | -16    | -16
        contract prices  | deal | 2027              | -48    | -43.2
        contract prices  | deal | 2028              | -80    | -80
        contract prices  | deal | boom, 2027 / 2027 | -144   | -14.4
        take or pay      | deal | 2026              | 48     | 48
        take or pay      | deal | 2028              | -48    | -48
        take or pay      | deal | boom, 2027 / 2027 | -72    | -7.2
        make-up restored | deal | boom, 2027 / 2027 | 36     | 3.6
    """,
)
def made_up_in_a_disruption() -> Tables:
    """A contract at 60 % of the seller's 20, 6 of 10 paid for; 4 are left in 2026 and made up in 2028. With 10 % half
    as much again is needed in 2027, at twice the price: 9 are taken, 6 paid for at 24, and 3 of those that are kept
    made up; they are paid for again at 12, as 2028 counts on them. 72 + 0.9 · 72 + 0.1 · (144 + 36) + 72 = 226.8."""
    return tables(
        CITY,
        """
        Settings
        last year | 2028

        Demand
        market | product | 2026 | 2027 | 2028
        City   | magnet  | 2    | 6    | 10

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 20

        Contracts
        contract | supplier | volume | index | take or pay | make up | length
        deal     | far      | 10     | 60 %  | 60 %        | 2       | 3

        Disruptions
        disruption | action | target | value | start | probability
        boom       | price  | far    | 2     | 2027  | 10 %
        boom       | demand | City   | 1.5   |       |
        """,
    )
