"""Each message of the contract: every case in which it is accepted, and every one in which a rule refuses it."""

from tests.casework.cases import (
    amendments,
    copies,
    deciding,
    leaving,
    on_the_way,
    people,
    post,
    reviews,
    support,
    understanding,
    upkeep,
)
from tests.casework.cases.table import AcceptedByName, RefusedByName

ACCEPTED: AcceptedByName = {
    **copies.ACCEPTED,
    **deciding.ACCEPTED,
    **leaving.ACCEPTED,
    **on_the_way.ACCEPTED,
    **people.ACCEPTED,
    **post.ACCEPTED,
    **reviews.ACCEPTED,
    **upkeep.ACCEPTED,
    **support.ACCEPTED,
    **understanding.ACCEPTED,
    **amendments.ACCEPTED,
}

REFUSED: RefusedByName = {
    **copies.REFUSED,
    **deciding.REFUSED,
    **leaving.REFUSED,
    **on_the_way.REFUSED,
    **people.REFUSED,
    **post.REFUSED,
    **reviews.REFUSED,
    **upkeep.REFUSED,
    **support.REFUSED,
    **understanding.REFUSED,
    **amendments.REFUSED,
}
