"""Addresses that nobody types: told to be wrong, on both databases, and never an error of ours."""

import pytest

from tests.api.staff.colleague import Colleague


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("odd", ["a%00b", "%00", "x" * 3000, "%F0%9F%A6%86", "%ED%A0%80", "'--"])
async def test_an_address(marketer: Colleague, odd: str) -> None:
    for prefix in ("/api/insights", "/insights"):
        for path in (
            f"conversations/{odd}",
            f"conversations?figure={odd}",
            f"conversations/x?figure=need_heard&subject={odd}",
            f"{odd}",
            f"needs?from={odd}",
            f"needs?days={odd}",
        ):
            answer = await marketer.client.get(f"{prefix}/{path}")
            assert answer.status_code in (200, 404, 422), path
        for figure in ("need_heard", "complaint_matter", "language", "offer_kind_made", "praise"):
            answer = await marketer.client.get(f"{prefix}/conversations?figure={figure}&subject={odd}")
            assert answer.status_code in (200, 404, 422), figure
        assert (await marketer.client.get(f"{prefix}/needs?lang={odd}")).status_code in (200, 404)
    assert (await marketer.client.get(f"/insights/needs/{odd}.csv")).status_code == 404
